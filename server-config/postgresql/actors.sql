-- PostgreSQL for the mailboxes of actors: run once by an administrator of the database, for example
--   psql --dbname=shop --file=actors.sql
-- Actors then use it with
--   actr.mailbox.jdbc-url=jdbc:postgresql://db.example.com/shop?user=actors&password=...

CREATE ROLE actors LOGIN PASSWORD 'change-me';

-- They make their tables and bring them up to date by themselves, in a schema of their own.
CREATE SCHEMA actors AUTHORIZATION actors;
ALTER ROLE actors SET search_path = actors;

-- A sender is told that its message is accepted once it is on disk, whatever the server's default.
ALTER ROLE actors SET synchronous_commit = on;

-- A replica that hangs in a transaction must not keep the others waiting for ever.
ALTER ROLE actors SET idle_in_transaction_session_timeout = '1min';
