package dev.actr.mailbox;

/** What an accepted message and a stored outcome survive. */
public enum Durability {
  /** The end of the machine: they are synchronized with the disk before anyone is told. */
  DISK,
  /** The end of the process: they are with the operating system before anyone is told. */
  PROCESS,
  /** Nothing: they are in the memory of the process. */
  MEMORY
}
