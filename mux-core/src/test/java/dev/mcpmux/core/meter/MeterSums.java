package dev.mcpmux.core.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.Target;
import java.util.ArrayList;
import java.util.List;

/** Whatever has happened, the sums over sessions, servers, processes and tools agree. */
public final class MeterSums {

  private MeterSums() {}

  public static void check(Meter meter, MuxStatus status) {
    Tally sessions = new Tally();
    sessions.add(meter.goneSessions());
    int counted = 0;
    for (MuxStatus.Session session : status.sessions()) {
      Tally tally = meter.session(session.number());
      if (tally != null) {
        counted++;
        sessions.add(tally);
      }
    }
    assertThat(meter.countedSessions()).as("sessions that are counted").isEqualTo(counted);
    Tally servers = new Tally();
    servers.add(meter.goneServers());
    Tally processes = new Tally();
    processes.add(meter.goneProcesses());
    for (ServerTally server : meter.servers().values()) {
      servers.add(server.total());
      processes.add(server.gone);
      assertThat(server.gone.open()).as("open at processes that have gone").isZero();
    }
    for (Tally process : meter.processes()) {
      processes.add(process);
      assertThat(process.open()).as("open at a process").isNotNegative();
    }
    assertThat(processes.open()).as("open at processes").isLessThanOrEqualTo(servers.open());
    assertThat(numbers(sessions)).as("sessions and servers").isEqualTo(numbers(servers));
    assertThat(answers(processes)).as("processes and servers").isEqualTo(answers(servers));
    checkCopy(meter, servers);
    boolean fronts =
        status.sessions().stream().anyMatch(each -> each.server().equals(Target.All.LABEL));
    if (!fronts) {
      long awaited = status.sessions().stream().mapToLong(MuxStatus.Session::inFlight).sum();
      assertThat(sessions.open()).as("open requests").isEqualTo(awaited);
    }
  }

  /** What another thread gets to see. */
  private static void checkCopy(Meter meter, Tally servers) {
    Numbers copy = meter.copy();
    Tally copied = copy.gone().copy();
    long inFlight = 0;
    for (Numbers.Server server : copy.servers().values()) {
      copied.add(server.tally().total());
      inFlight += server.inFlight();
    }
    assertThat(numbers(copied)).as("the copy and the servers").isEqualTo(numbers(servers));
    assertThat(inFlight)
        .as("in flight")
        .isEqualTo(meter.processes().stream().mapToLong(Tally::open).sum());
  }

  /** When all sessions have gone, nothing is open. */
  public static void checkEnd(Meter meter) {
    assertThat(meter.countedSessions()).isZero();
    assertThat(meter.goneSessions().open()).isZero();
    meter.servers().values().forEach(server -> assertThat(server.total().open()).isZero());
    assertThat(meter.processes()).allMatch(process -> process.open() == 0);
  }

  private static List<Long> numbers(Tally tally) {
    List<Long> numbers = new ArrayList<>(List.of(tally.calls(), tally.bytesIn(), tally.bytesOut()));
    for (CallEnd how : CallEnd.values()) {
      numbers.add(tally.ended(how));
    }
    numbers.add(tally.quantile(0.5));
    numbers.add(tally.quantile(0.99));
    return numbers;
  }

  /** What only a process can have given. */
  private static List<Long> answers(Tally tally) {
    return List.of(
        tally.ended(CallEnd.TOOL_ERROR),
        tally.ended(CallEnd.TIMEOUT),
        tally.ended(CallEnd.LOST),
        tally.quantile(0.5),
        tally.quantile(0.95),
        tally.quantile(1));
  }
}
