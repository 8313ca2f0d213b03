/**
 * The mailbox in a database, which several replicas of an application may share. {@link
 * dev.actr.mailbox.jdbc.JdbcMailbox} is what others use.
 */
package dev.actr.mailbox.jdbc;
