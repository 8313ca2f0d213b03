package dev.actr.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerVerifierTest {

  private static final ActrId PEER = ActrId.parse("1a@1001/acme:Peer:1.0.0");
  private static final Instant EXPIRY = Instant.ofEpochSecond(4_000_000_000L);

  /** Look-ups the test answers, by key id; one that is asked for twice fails the test. */
  private final Map<Integer, CompletableFuture<byte[]>> lookups = new HashMap<>();

  private final List<Integer> asked = new ArrayList<>();

  private final AtomicLong nanos = new AtomicLong();
  private final PeerVerifier verifier = verifier(EXPIRY.minusSeconds(1));

  private PeerVerifier verifier(Instant now) {
    return new PeerVerifier(this::lookup, Clock.fixed(now, ZoneOffset.UTC), nanos::get);
  }

  private CompletableFuture<byte[]> lookup(int keyId) {
    asked.add(keyId);
    CompletableFuture<byte[]> key = new CompletableFuture<>();
    assertThat(lookups.put(keyId, key)).isNull();
    return key;
  }

  private void answer(int keyId, byte[] key) {
    lookups.remove(keyId).complete(key);
  }

  private static AIdCredential credential(int keyId) {
    return Identities.credential(PEER).toBuilder().setKeyId(keyId).build();
  }

  private CompletableFuture<Instant> verify(int keyId) {
    return verifier.verify(credential(keyId), PEER);
  }

  private static ErrorKind failure(CompletableFuture<?> verification) {
    assertThat(verification).isDone();
    CompletionException failure =
        catchThrowableOfType(CompletionException.class, verification::join);
    return ((ActrException) failure.getCause()).kind();
  }

  @Test
  void theKeyOfTheOwnRegistrationIsNotLookedUp() {
    verifier.trust(Identities.of(PEER.toString()));
    assertThat(verify(Identities.KEY_ID)).isCompletedWithValue(EXPIRY);
    assertThat(asked).isEmpty();
  }

  @Test
  void anUnknownKeyIsLookedUpOnceAndKept() {
    CompletableFuture<Instant> first = verify(8);
    assertThat(first).isNotDone();
    answer(8, Identities.KEY);
    assertThat(first).isCompletedWithValue(EXPIRY);
    assertThat(verify(8)).isCompletedWithValue(EXPIRY);
    assertThat(asked).containsExactly(8);
  }

  @Test
  void allWhoNeedAKeyWaitForOneLookUp() {
    List<CompletableFuture<Instant>> all = List.of(verify(8), verify(8), verify(8));
    assertThat(asked).containsExactly(8);
    answer(8, Identities.KEY);
    assertThat(all).allSatisfy(v -> assertThat(v).isCompletedWithValue(EXPIRY));
  }

  @Test
  void keysDoNotWaitForEachOther() {
    CompletableFuture<Instant> first = verify(8);
    CompletableFuture<Instant> second = verify(9);
    answer(9, Identities.KEY);
    assertThat(second).isCompletedWithValue(EXPIRY);
    assertThat(first).isNotDone();
  }

  @Test
  @Hostile("H63")
  void inventedKeyIdsCostSixteenLookUpsAtATime() {
    List<CompletableFuture<Instant>> waiting = new ArrayList<>();
    for (int id = 100; id < 116; id++) {
      waiting.add(verify(id));
    }
    assertThat(failure(verify(116))).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(asked).hasSize(16).doesNotContain(116);
    // One that is under way costs nothing.
    CompletableFuture<Instant> joined = verify(100);
    answer(100, Identities.KEY);
    assertThat(joined).isCompletedWithValue(EXPIRY);

    verify(116);
    assertThat(asked).contains(116);
    assertThat(waiting.get(1)).isNotDone();
  }

  @Test
  void aLookUpThatFailedIsMadeAgain() {
    CompletableFuture<Instant> first = verify(8);
    lookups
        .remove(8)
        .completeExceptionally(new ActrException(ErrorKind.TIMED_OUT, "signaling is slow"));
    assertThat(failure(first)).isEqualTo(ErrorKind.TIMED_OUT);

    CompletableFuture<Instant> second = verify(8);
    answer(8, Identities.KEY);
    assertThat(second).isCompletedWithValue(EXPIRY);
    assertThat(asked).containsExactly(8, 8);
  }

  private void unknown(int keyId) {
    lookups
        .remove(keyId)
        .completeExceptionally(new ActrException(ErrorKind.NOT_FOUND, "no such key"));
  }

  @Test
  void aKeyThatSignalingDoesNotKnowIsNotAskedForAgainForAMinute() {
    CompletableFuture<Instant> first = verify(8);
    CompletableFuture<Instant> second = verify(8);
    unknown(8);
    assertThat(failure(first)).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(failure(second)).isEqualTo(ErrorKind.NOT_FOUND);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60) - 1);
    assertThat(failure(verify(8))).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(asked).containsExactly(8);

    nanos.incrementAndGet();
    CompletableFuture<Instant> later = verify(8);
    answer(8, Identities.KEY);
    assertThat(later).isCompletedWithValue(EXPIRY);
  }

  @Test
  void theOwnKeyIsKnownAtOnceThoughSignalingDidNotKnowIt() {
    verify(Identities.KEY_ID);
    unknown(Identities.KEY_ID);
    verifier.trust(Identities.of(PEER.toString()));
    assertThat(verify(Identities.KEY_ID)).isCompletedWithValue(EXPIRY);
  }

  @Test
  @Hostile("H104")
  void aFloodOfInventedKeyIdsCostsSoManyQuestionsAMinute() {
    verifier.trust(Identities.of(PEER.toString()));
    for (int id = 1000; id < 3000; id++) {
      CompletableFuture<Instant> verification = verify(id);
      if (lookups.containsKey(id)) {
        unknown(id);
      }
      assertThat(verification).isCompletedExceptionally();
    }
    assertThat(asked).hasSize(256);
    assertThat(failure(verify(4000))).isEqualTo(ErrorKind.UNAVAILABLE);
    // Whom the known keys verify is not concerned.
    assertThat(verify(Identities.KEY_ID)).isCompletedWithValue(EXPIRY);

    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    CompletableFuture<Instant> later = verify(4000);
    answer(4000, Identities.KEY);
    assertThat(later).isCompletedWithValue(EXPIRY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void aMalformedKeyIsNotKept(int length) {
    CompletableFuture<Instant> first = verify(8);
    answer(8, new byte[length]);
    assertThat(failure(first)).isEqualTo(ErrorKind.DECODE_FAILURE);

    CompletableFuture<Instant> second = verify(8);
    answer(8, Identities.KEY);
    assertThat(second).isCompletedWithValue(EXPIRY);
  }

  @Test
  void theKeyOfAnotherServerVerifiesNothing() {
    byte[] other = Identities.KEY.clone();
    other[0] ^= 1;
    CompletableFuture<Instant> verification = verify(8);
    answer(8, other);
    assertThat(failure(verification)).isEqualTo(ErrorKind.PERMISSION_DENIED);
  }

  @Test
  void theRulesOfCredentialsAreAppliedWithKnownKeysToo() {
    verifier.trust(Identities.of(PEER.toString()));
    AIdCredential credential = credential(Identities.KEY_ID);
    ActrId other = ActrId.parse("1b@1001/acme:Peer:1.0.0");
    assertThat(failure(verifier.verify(credential, other))).isEqualTo(ErrorKind.PERMISSION_DENIED);

    PeerVerifier later = verifier(EXPIRY);
    later.trust(Identities.of(PEER.toString()));
    assertThat(failure(later.verify(credential, PEER))).isEqualTo(ErrorKind.PERMISSION_DENIED);
  }

  @Test
  void aRegistrationWithoutKeyTrustsNone() {
    Identity keyless =
        new Identity(
            PEER,
            credential(8),
            EXPIRY,
            Duration.ofSeconds(30),
            new byte[0],
            8,
            Optional.empty(),
            Optional.empty(),
            new ServerClock(Clock.systemUTC(), System::nanoTime));
    verifier.trust(keyless);
    assertThat(verify(8)).isNotDone();
  }

  @Test
  void aThousandKeysDoNotPileUp() {
    for (int id = 0; id < 1000; id++) {
      CompletableFuture<Instant> verification = verify(id);
      if (lookups.containsKey(id)) {
        answer(id, Identities.KEY);
      }
      assertThat(verification).isCompletedWithValue(EXPIRY);
    }
    // The last one is kept, the first has been forgotten.
    asked.clear();
    assertThat(verify(999)).isCompletedWithValue(EXPIRY);
    assertThat(verify(0)).isNotDone();
    assertThat(asked).containsExactly(0);
  }
}
