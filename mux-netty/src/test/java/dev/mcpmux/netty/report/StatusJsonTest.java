package dev.mcpmux.netty.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.core.port.OpenCall;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.output.ServerLogs;
import dev.mcpmux.netty.wire.RelayHello;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusJsonTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void servers_and_sessions_are_told_with_the_pids_of_their_processes() {
    MuxStatus.Upstream ready =
        new MuxStatus.Upstream(
            3,
            "ready",
            2,
            61 * SECOND,
            Optional.empty(),
            Optional.empty(),
            List.of("tools/list is cut: too long"),
            Optional.of(new MuxStatus.Cache(2, 700, 5, 3, 1500, List.of("read \"a\""))));
    MuxStatus.Upstream backoff =
        new MuxStatus.Upstream(4, "backoff", 0, 0, Optional.empty(), Optional.empty(), List.of());
    MuxStatus status =
        new MuxStatus(
            List.of(
                new MuxStatus.Server("a \"b\"", List.of(ready, backoff)),
                new MuxStatus.Server(
                    "idle", List.of(), Optional.of("no"), Optional.of("stopped: idle 15m"))),
            List.of(
                new MuxStatus.Session(
                    1,
                    "claude 2",
                    "a \"b\"",
                    3,
                    "/w/é\udce9",
                    77,
                    Optional.of("s-1"),
                    5,
                    List.of()),
                new MuxStatus.Session(
                    2, "", "a \"b\"", 0, "/w", 0, Optional.empty(), 0, List.of("no TOKEN"))));

    Traces traces = new Traces(Limits::defaults);
    traces.server("a \"b\"", "exited with code 1 after 2 s", true);
    traces.server("a \"b\"", "exited with code 3 after 2 s", true);
    traces.refused("one", "there is no server named \"x\" (unknown-server)");
    byte[] json =
        StatusJson.write(
            new StatusJson.Now(
                status,
                List.of(
                    new OpenCall(1, "\"q\"", (byte) 0, new OpenCall.Place("a", 3, 9), 41_000_000),
                    new OpenCall(2, "4", (byte) 0, new OpenCall.Place("b", 0, 0), 0)),
                upstream -> upstream == 3 ? 900 : 0,
                7 * SECOND),
            new NumbersJson(new Meter(MuxListener.NONE, () -> 0)),
            new Lately(traces, new ServerLogs(Path.of("/logs"))),
            List.of("mind the gap"),
            new StatusJson.Program(
                Transport.NIO,
                "/opt/mcpmux",
                session ->
                    session == 1
                        ? new RelayHello(true, Optional.empty(), "9.1")
                        : RelayHello.NONE));

    assertThat(new String(json, UTF_8))
        .isEqualTo(
            "{\"mcpmux\":1,\"daemon\":{\"pid\":"
                + ProcessHandle.current().pid()
                + ",\"version\":\""
                + MuxVersion.get()
                + "\",\"distribution\":\"/opt/mcpmux\",\"uptimeSeconds\":7,\"transport\":\"nio\"},\"notices\":[\"mind the gap\"],\"servers\":["
                + "{\"name\":\"a \\\"b\\\"\",\"restarts\":2,\"processes\":["
                + "{\"pid\":900,\"state\":\"ready\",\"sessions\":2,\"uptimeSeconds\":61,"
                + "\"cutLists\":[\"tools/list is cut: too long\"],"
                + "\"cache\":{\"results\":2,\"bytes\":700,\"hits\":5,\"misses\":3,\"oldestMillis\":1500,"
                + "\"unmarked\":[\"read \\\"a\\\"\"]}},"
                + "{\"pid\":null,\"state\":\"backoff\",\"sessions\":0,\"uptimeSeconds\":0}]},"
                + "{\"name\":\"idle\",\"failure\":\"no\",\"idle\":\"stopped: idle 15m\",\"processes\":[]}],"
                + "\"lately\":[{\"what\":\"there is no server named \\\"x\\\" (unknown-server)\",\"times\":1,\"secondsAgo\":0},"
                + "{\"server\":\"a \\\"b\\\"\",\"what\":\"exited with code 3 after 2 s\",\"times\":2,\"secondsAgo\":0,\"log\":\"/logs/"
                + ServerLogs.safeName("a \"b\"")
                + ".log\"}],\"sessions\":["
                + "{\"id\":\"1\",\"client\":\"claude 2\",\"server\":\"a \\\"b\\\"\","
                + "\"project\":\"/w/é\\udce9\",\"pid\":77,\"process\":900,\"clientSessionId\":\"s-1\","
                + "\"resumes\":true,\"relay\":\"9.1\",\"inFlight\":5},"
                + "{\"id\":\"2\",\"client\":\"\",\"server\":\"a \\\"b\\\"\",\"project\":\"/w\","
                + "\"pid\":null,\"process\":null,\"inFlight\":0,\"without\":[\"no TOKEN\"]}],"
                + "\"calls\":[{\"session\":\"1\",\"server\":\"a\",\"id\":\"\\\"q\\\"\","
                + "\"serverId\":9,\"process\":900,\"ageMillis\":41},"
                + "{\"session\":\"2\",\"server\":\"b\",\"id\":\"4\",\"ageMillis\":0}]}");
  }
}
