/**
 * The mailbox in files of its own: an append-only log of checked records, with group commit. {@link
 * dev.actr.mailbox.journal.JournalMailbox} is what others use.
 */
package dev.actr.mailbox.journal;
