package dev.actr.mailbox;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The dead letters of a mailbox. Thread-safe. What is stored in a database blocks the caller of
 * {@link #list} meanwhile.
 */
public interface DeadLetters {

  /**
   * The newest dead letters.
   *
   * @param max how many at most, at least 1
   * @return newest first, not null
   * @throws dev.actr.ActrException of kind {@link dev.actr.ErrorKind#UNAVAILABLE} if the store
   *     cannot be asked now, or is closed
   */
  List<DeadLetter> list(int max);

  /**
   * Delivers a dead letter again, as a new message that has never been delivered and has no
   * deadline.
   *
   * @param id of the dead letter
   * @return whether there was such; fails with an {@link dev.actr.ActrException} of kind {@link
   *     dev.actr.ErrorKind#UNAVAILABLE} if it cannot be stored, and then it is a dead letter still
   */
  CompletionStage<Boolean> replay(long id);

  /**
   * Drops a dead letter for good.
   *
   * @param id of the dead letter
   * @return whether there was such; fails as {@link #replay} does
   */
  CompletionStage<Boolean> drop(long id);
}
