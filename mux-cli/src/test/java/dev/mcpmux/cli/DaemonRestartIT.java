package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.port.MuxVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions when one daemon follows another: after a kill, {@code restart --daemon}, an upgrade. */
class DaemonRestartIT {

  private static final String SAMPLE =
      "{\"command\":[" + RawJson.quote(Installation.MCPMUX.toString()) + ",\"sample-server\"]}";

  private static final String WAITING = "{\"name\":\"waiting\"}";

  @TempDir private Path directory;
  private Installation mcpmux;
  private Path socket;

  @BeforeEach
  void begin() throws Exception {
    directory = directory.toRealPath();
    mcpmux = new Installation(directory);
    socket = directory.resolve("run/mcpmux.sock");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void a_session_of_a_daemon_that_was_killed_goes_on_and_its_server_is_gone() throws Exception {
    startDetached();
    ResumingRelay before = relay(SAMPLE, null);
    assertThat(before.initialize()).contains("mcpmux-sample");
    before.call(1, "whoami", "{}");
    assertThat(before.frame()).contains("\"id\":1");
    List<Long> servers = mcpmux.serverPids();
    long killed = mcpmux.daemonPid();

    ProcessHandle.of(killed).orElseThrow().destroyForcibly();
    assertThat(before.frame()).isNull();
    startDetached();
    ResumingRelay after = relay(SAMPLE, before.value);

    assertThat(after.answer).contains("\"resumed\":true");
    after.call(2, "whoami", "{}");
    assertThat(after.frame()).contains("\"id\":2");
    assertThat(sessions()).hasSize(1);
    Installation.await(
        "the server of before is gone", () -> servers.stream().noneMatch(Installation::runs));
  }

  @Test
  void restart_waits_for_what_is_in_flight_and_hands_the_sessions_on() throws Exception {
    Path release = directory.resolve("release");
    mcpmux.config(waiting(release));
    startDetached();
    ResumingRelay session = relay(WAITING, null);
    session.initialize();
    session.call(1, "wait", "{}");
    Installation.await("it is in flight", () -> inFlight() == 1);
    long before = mcpmux.daemonPid();

    Client restart = mcpmux.start("restart", "--daemon");

    assertThat(session.frame()).isEqualTo("\u001e{\"handover\":1}");
    Files.createFile(release);
    assertThat(session.frame()).contains("\"id\":1", "\"result\"");
    assertThat(session.frame()).isNull();
    assertThat(restart.exitCode()).isZero();
    assertThat(restart.readLine() + " " + restart.readLine())
        .contains("The daemon was replaced", "(pid " + before + ")", "1 session goes on at it.");
    assertThat(mcpmux.daemonPid()).isNotEqualTo(before);
    ResumingRelay after = relay(WAITING, session.value);
    after.call(2, "wait", "{}");
    assertThat(after.frame()).contains("\"id\":2", "\"result\"");
  }

  @Test
  void a_daemon_that_was_started_by_hand_stays() throws Exception {
    Client daemon = mcpmux.start("serve");
    assertThat(daemon.readLine()).contains("is ready");
    long pid = mcpmux.daemonPid();

    Installation.Result result = mcpmux.run("restart", "--daemon");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("started by hand");
    assertThat(mcpmux.daemonPid()).isEqualTo(pid);
  }

  @Test
  void without_a_daemon_there_is_nothing_to_replace() throws Exception {
    assertThat(mcpmux.run("restart", "--daemon").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
    assertThat(mcpmux.run("upgrade").exitCode()).isEqualTo(ExitCode.NO_DAEMON);
    assertThat(mcpmux.run("restart").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(mcpmux.run("restart", "--daemon", "a").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void an_upgrade_has_the_daemon_be_of_the_installed_version_and_status_said_that_it_was_not()
      throws Exception {
    InstalledUser user = new InstalledUser(Files.createDirectory(directory.resolve("users")));
    user.install(user.version("first"));
    mcpmux = user.installed();
    socket = directory.resolve("users/run/mcpmux/mcpmux.sock");
    startDetached();
    String first = user.current().toString();
    ResumingRelay session = relay(SAMPLE, null);
    session.initialize();
    assertThat(mcpmux.run("status").out()).doesNotContain("mcpmux upgrade");
    user.install(user.version("second"));
    String second = user.current().toString();

    assertThat(mcpmux.run("status").out().replaceAll("\\s+", " "))
        .contains("The daemon is " + MuxVersion.get() + " of " + first, "mcpmux upgrade");
    assertThat(distribution()).isEqualTo(first);
    Installation.Result upgrade = mcpmux.run("upgrade");

    assertThat(upgrade.exitCode()).as(upgrade.err()).isZero();
    assertThat(distribution()).isEqualTo(second);
    ResumingRelay after = relay(SAMPLE, session.value);
    after.call(1, "echo", "{\"text\":\"on\"}");
    assertThat(after.frame()).contains("\"id\":1", "on");
    assertThat(mcpmux.run("upgrade").out()).contains("the version that is installed");
  }

  @Test
  void a_session_over_http_goes_on_after_a_kill() throws Exception {
    mcpmux.config(
        "{\"mcpServers\":{\"sample\":{\"command\":"
            + RawJson.quote(Installation.MCPMUX.toString())
            + ",\"args\":[\"sample-server\"]}}}");
    Client daemon = mcpmux.start("serve", "--http", "127.0.0.1:0");
    HttpSessionClient client = http(daemon);
    assertThat(client.initialize().statusCode()).isEqualTo(200);
    Path kept = directory.resolve("state/http-sessions.json");
    Installation.await("it is kept", () -> Files.exists(kept));

    daemon.kill();
    HttpSessionClient again = client.at(address(mcpmux.start("serve", "--http", "127.0.0.1:0")));

    assertThat(
            again
                .post(
                    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":"
                        + "{\"name\":\"echo\",\"arguments\":{\"text\":\"on\"}}}")
                .get(40, TimeUnit.SECONDS)
                .body())
        .contains("\"id\":7", "on");
  }

  /** A config with a server that answers its calls when a file is there. */
  private static String waiting(Path release) {
    String classes =
        Path.of("target/test-classes").toAbsolutePath()
            + ":"
            + Path.of("target/classes").toAbsolutePath();
    return "{\"mcpServers\":{\"waiting\":{\"command\":"
        + RawJson.quote(Path.of(System.getProperty("java.home"), "bin/java").toString())
        + ",\"args\":[\"-cp\","
        + RawJson.quote(classes)
        + ","
        + RawJson.quote(WaitingServer.class.getName())
        + ","
        + RawJson.quote(release.toString())
        + "]}}}";
  }

  private HttpSessionClient http(Client daemon) throws Exception {
    String address = address(daemon);
    return new HttpSessionClient(address, mcpmux.run("token").out().strip());
  }

  private static String address(Client daemon) throws Exception {
    String ready = daemon.readLine();
    return ready.substring(ready.indexOf("http://")) + "/mcp/sample";
  }

  private void startDetached() throws Exception {
    mcpmux.start("serve", "--detached");
    Installation.await("it listens", this::accepts);
  }

  private boolean accepts() {
    try {
      return Files.exists(socket) && mcpmux.run("status").exitCode() == 0;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private ResumingRelay relay(String target, String resume) throws Exception {
    return new ResumingRelay(socket, directory, target, resume, 1);
  }

  private List<Map<String, Object>> sessions() throws Exception {
    return JsonTree.objects(mcpmux.status(), "sessions");
  }

  private int inFlight() {
    try {
      return Integer.parseInt(sessions().get(0).get("inFlight").toString());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String distribution() throws Exception {
    return ((Map<?, ?>) mcpmux.status().get("daemon")).get("distribution").toString();
  }
}
