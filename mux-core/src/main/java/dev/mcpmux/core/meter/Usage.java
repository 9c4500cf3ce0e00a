package dev.mcpmux.core.meter;

import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.meter.UsageRow.Caller;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.PassingListener;
import dev.mcpmux.core.port.UpstreamExit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts who has used what, until somebody takes the numbers and keeps them; stands before a {@link
 * Meter}, whose marks it reads. It counts what is used and not what is looked at: calls of tools,
 * prompts and resources, but no lists and no pings. Beside that it adds up for how long sessions
 * have had a server and processes have run.
 *
 * <p>There are at most {@link #MAX_ROWS} rows at a time; what has no place counts as {@code other}
 * at its server. Nothing is allocated for a call that has a row.
 *
 * <p>The thread that drives the {@link dev.mcpmux.core.Mux}.
 */
public final class Usage extends PassingListener {

  static final int MAX_ROWS = 256;

  /** It is time to take the numbers. */
  private static final int MANY_ROWS = MAX_ROWS * 3 / 4;

  private static final int BUCKETS = 256;

  /** Stands for the calls that have no row of their own. */
  private static final Caller OTHERS = new Caller(0, "", "", "");

  /** What a program does with the numbers. */
  public interface Owner {
    /** There is something to take, for the first time since it was taken. */
    void onUse();

    /** There is hardly room for more. */
    void onFull();
  }

  /**
   * What was counted since it was taken last.
   *
   * @param lives of each server of which anything was there
   */
  public record Batch(List<UsageRow> rows, List<ServerLife.Time> lives) {
    public boolean isEmpty() {
      return rows.isEmpty() && lives.isEmpty();
    }
  }

  private final Meter meter;
  private final LongSupplier clock;
  private final Owner owner;
  private final IntTable<Caller> callers = new IntTable<>();
  private final Map<String, ServerLife> lives = new LinkedHashMap<>();
  private final Set<Integer> running = new HashSet<>();
  private final UsageRow[] buckets = new UsageRow[BUCKETS];
  private int rows;
  private boolean used;
  private boolean on = true;

  /**
   * @param clock for how long sessions and processes are there, in nanoseconds
   */
  public Usage(Meter meter, LongSupplier clock, Owner owner) {
    super(meter);
    this.meter = meter;
    this.clock = clock;
    this.owner = owner;
  }

  /** Whether calls are counted from now on. */
  public void turn(boolean wanted) {
    on = wanted;
  }

  /** Whether there is something to take beside the time that goes by. */
  public boolean isUsed() {
    return used;
  }

  /** Whether sessions or processes are there, so that there will be more to take. */
  public boolean goesOn() {
    return lives.values().stream().anyMatch(ServerLife::goesOn);
  }

  /** What was counted so far; from now on it is counted anew. */
  public Batch take() {
    List<UsageRow> taken = new ArrayList<>(rows);
    for (int i = 0; i < BUCKETS; i++) {
      for (UsageRow row = buckets[i]; row != null; row = row.next) {
        taken.add(row);
      }
      buckets[i] = null;
    }
    rows = 0;
    used = false;
    long now = clock.getAsLong();
    List<ServerLife.Time> times = new ArrayList<>();
    lives.forEach((server, life) -> life.take(server, now).ifPresent(times::add));
    lives.values().removeIf(life -> !life.goesOn());
    return new Batch(taken, times);
  }

  @Override
  public void sessionNamed(
      int session, String client, @Nullable String project, String clientSessionId) {
    super.sessionNamed(session, client, project, clientSessionId);
    callers.put(
        session, new Caller(session, client, project == null ? "" : project, clientSessionId));
  }

  @Override
  public void sessionEnded(int session) {
    super.sessionEnded(session);
    callers.remove(session);
  }

  @Override
  public void requestEnded(
      int session, int upstream, String server, byte mark, CallEnd how, long bytes, long nanos) {
    if (on && isUse(ServerTally.method(mark))) {
      UsageRow row = row(session, server, mark, meter.name(server, mark));
      boolean answered = nanos >= 0 && Meter.isAnswer(how);
      row.tally().begin(0);
      row.tally().end(how, bytes, answered ? Histogram.bucket(nanos) : Tally.NO_TIME);
      row.took(answered ? nanos : 0);
    }
    meter.requestEnded(session, upstream, server, mark, how, bytes, nanos);
  }

  // Each call passes here: told directly, the JVM can inline the meter.

  @Override
  public byte requestBegun(int session, String server, FrameView request) {
    return meter.requestBegun(session, server, request);
  }

  @Override
  public void requestSent(int upstream, String server, long bytes) {
    meter.requestSent(upstream, server, bytes);
  }

  private static boolean isUse(Method method) {
    return switch (method) {
      case TOOLS_CALL,
          PROMPTS_GET,
          RESOURCES_READ,
          RESOURCES_SUBSCRIBE,
          COMPLETION_COMPLETE,
          UNKNOWN ->
          true;
      default -> false;
    };
  }

  private UsageRow row(int session, String server, byte mark, String name) {
    int hash = (server.hashCode() * 31 + session) * 31 + mark;
    int bucket = (hash ^ hash >>> 16) & BUCKETS - 1;
    for (UsageRow row = buckets[bucket]; row != null; row = row.next) {
      if (row.is(session, server, mark, name)) {
        return row;
      }
    }
    if (rows >= MAX_ROWS && session != OTHERS.session()) {
      return row(OTHERS.session(), server, (byte) Method.UNKNOWN.ordinal(), ServerTally.OTHER);
    }
    UsageRow row = new UsageRow(server, mark, name, caller(session));
    row.next = buckets[bucket];
    buckets[bucket] = row;
    rows++;
    use();
    if (rows == MANY_ROWS) {
      owner.onFull();
    }
    return row;
  }

  private Caller caller(int session) {
    if (session <= 0) {
      return OTHERS;
    }
    Caller known = callers.get(session);
    return known == null ? new Caller(session, "", "", "") : known;
  }

  private void use() {
    if (!used) {
      used = true;
      owner.onUse();
    }
  }

  @Override
  public void serverWanted(String server) {
    super.serverWanted(server);
    life(server).sessionCame(clock.getAsLong());
    use();
  }

  @Override
  public void serverLeft(String server) {
    super.serverLeft(server);
    life(server).sessionLeft(clock.getAsLong());
    use();
  }

  @Override
  public void upstreamRuns(int upstream, String server, String circle) {
    super.upstreamRuns(upstream, server, circle);
    if (running.add(upstream)) {
      life(server).processBegan(clock.getAsLong());
      use();
    }
  }

  @Override
  public void upstreamExited(int upstream, String server, UpstreamExit exit) {
    super.upstreamExited(upstream, server, exit);
    if (running.remove(upstream)) {
      life(server).processEnded(clock.getAsLong());
      use();
    }
  }

  /** Of those that nobody takes, only so many are kept that have gone. */
  private ServerLife life(String server) {
    if (lives.size() >= Meter.MAX_SERVERS && !lives.containsKey(server)) {
      lives.values().removeIf(life -> !life.goesOn());
    }
    return lives.computeIfAbsent(server, name -> new ServerLife());
  }
}
