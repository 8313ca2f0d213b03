package dev.actr.identity;

/**
 * What TURN servers let a node in with, for a limited time.
 *
 * @param username not null
 * @param password not null
 */
public record TurnCredential(String username, String password) {

  /** The user alone. */
  @Override
  public String toString() {
    return "TurnCredential[username=" + username + "]";
  }
}
