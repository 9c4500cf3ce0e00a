package dev.mcpmux.netty.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.MuxListener;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DaemonLogTest {

  @Test
  void each_report_is_passed_on() {
    assertThat(Stream.of(DaemonLog.class.getMethods()))
        .noneMatch(method -> method.getDeclaringClass() == MuxListener.class);
  }

  @Test
  void a_failure_in_a_session_is_told() {
    List<Throwable> told = new ArrayList<>();
    MuxListener next =
        new MuxListener() {
          @Override
          public void sessionFailed(int session, Throwable failure) {
            told.add(failure);
          }
        };
    Throwable failure = new IllegalStateException("as the test wants it");

    new DaemonLog(next, null, null, null).sessionFailed(1, failure);

    assertThat(told).containsExactly(failure);
  }
}
