package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.io.AwakeClock;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SessionKeeperTest {

  private final AwakeClock clock = new AwakeClock(new EmbeddedChannel().eventLoop());
  private final FailingHost host = new FailingHost();
  private final SessionKeeper keeper = new SessionKeeper(host, clock, now -> () -> new byte[0]);
  private final List<String> told = new ArrayList<>();

  @Test
  void where_no_file_can_be_written_nobody_waits_for_it_and_the_next_is_tried() {
    host.failure = new RejectedExecutionException("as the test wants it");
    keeper.whenKept(() -> told.add("first"));
    assertThat(told).isEmpty();

    host.failure = null;
    keeper.onTick(clock.now());
    assertThat(told).containsExactly("first");

    keeper.onTick(clock.now());
    keeper.whenKept(() -> told.add("second"));
    host.writes.get(1).accept(true);
    host.writes.get(2).accept(true);
    assertThat(told).containsExactly("first", "second");
  }

  @Test
  void what_is_said_of_a_file_that_was_given_up_is_not_taken_for_the_next() {
    host.failure = new RejectedExecutionException("as the test wants it");
    keeper.whenKept(() -> told.add("first"));
    keeper.onTick(clock.now());
    host.failure = null;
    keeper.whenKept(() -> told.add("second"));

    host.writes.get(0).accept(true);
    assertThat(told).containsExactly("first");
    host.writes.get(1).accept(true);
    assertThat(told).containsExactly("first", "second");
  }

  /** Takes what is to be kept, and fails then where a test says so. */
  private static final class FailingHost extends AnsweringHost {
    final List<Consumer<Boolean>> writes = new ArrayList<>();
    RuntimeException failure;

    @Override
    public void keepSessions(Supplier<byte[]> file, boolean orNothing, Consumer<Boolean> then) {
      writes.add(then);
      if (failure != null) {
        throw failure;
      }
    }
  }
}
