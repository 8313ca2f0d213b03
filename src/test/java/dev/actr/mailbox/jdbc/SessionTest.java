package dev.actr.mailbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006", "57P03", "53300"})
  void aDatabaseThatCannotTakeAConnectionIsAway(String sqlState) {
    SQLException ofDriver = new SQLException("away", sqlState, new ConnectException());
    assertThat(Session.isAway(ofDriver)).isTrue();
    assertThat(Session.isAway(new SQLException("none in the pool", ofDriver))).isTrue();
    assertThat(Session.isAway(new SQLRecoverableException("away"))).isTrue();
    assertThat(Session.isAway(new SQLTransientConnectionException("none in the pool"))).isTrue();
  }

  /** Pools say of every connection that they do not get that they may get one yet. */
  @ParameterizedTest
  @ValueSource(strings = {"28P01", "28000", "3D000"})
  void aDatabaseThatRefusesTheUserOrHasAnotherNameIsNotAway(String sqlState) {
    SQLException ofDriver = new SQLException("refused", sqlState);
    assertThat(Session.isAway(ofDriver)).isFalse();
    assertThat(
            Session.isAway(
                new SQLTransientConnectionException("none in the pool", sqlState, ofDriver)))
        .isFalse();
    assertThat(Session.isAway(new SQLTransientConnectionException("none in the pool", ofDriver)))
        .isFalse();
  }
}
