package dev.mcpmux.core.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whatever has happened, as much was used as was called. */
public final class UsageSums {

  private static final Set<String> USES =
      Set.of(
          Method.TOOLS_CALL.wireName(),
          Method.PROMPTS_GET.wireName(),
          Method.RESOURCES_READ.wireName(),
          Method.RESOURCES_SUBSCRIBE.wireName(),
          Method.COMPLETION_COMPLETE.wireName(),
          ServerTally.OTHER);

  private final Meter meter;
  private final Usage usage;
  private final List<UsageRow> taken = new ArrayList<>();
  private long clock;

  public UsageSums(Meter meter) {
    this.meter = meter;
    this.usage =
        new Usage(
            meter,
            () -> clock++,
            new Usage.Owner() {
              @Override
              public void onUse() {}

              @Override
              public void onFull() {}
            });
  }

  public Usage usage() {
    return usage;
  }

  /** The calls that have ended are those of the rows; nobody is there less than not at all. */
  public void check() {
    Usage.Batch batch = usage.take();
    taken.addAll(batch.rows());
    long used = taken.stream().mapToLong(row -> row.tally().calls()).sum();
    assertThat(used).as("what was used").isEqualTo(ended());
    assertThat(batch.lives())
        .allMatch(time -> time.sessionNanos() >= 0 && time.processNanos() >= 0);
  }

  private long ended() {
    long ended = 0;
    for (ServerTally server : meter.servers().values()) {
      for (ServerTally.Row row : server.methods()) {
        ended += USES.contains(row.name()) ? row.tally().calls() - row.tally().open() : 0;
      }
    }
    return ended;
  }

  /** As {@link #check}, when no session is there any more. */
  public void checkEnd() {
    check();
    usage.take();
    assertThat(usage.take().lives()).allMatch(time -> time.sessionNanos() == 0);
  }
}
