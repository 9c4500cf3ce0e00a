package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees of the wire, keeps of it, and plays back. */
class TapIT {

  private static final String HOSTILE = "\\u001b]0;owned\\u0007\\u202e\\u001b[2Jtool";
  private static final String PLANTED = "planted-0123456789";

  @TempDir private Path directory;
  private Installation mcpmux;
  private TestTerminal terminal;
  private final List<Process> taps = new ArrayList<>();

  @BeforeEach
  void servers() throws Exception {
    mcpmux = new Installation(directory);
    String sample =
        "{\"command\":\"" + Installation.MCPMUX + "\",\"args\":[\"sample-server\"],\"env\":{";
    mcpmux.config(
        "{\"tap\":{\"history\":50},\"mcpServers\":{\"it\":"
            + sample
            + "\"PLACE\":\""
            + PLANTED
            + "\"}},\"two\":"
            + sample
            + "}}}}");
    mcpmux.start("attach", "it").initialize();
  }

  @AfterEach
  void end() throws Exception {
    taps.forEach(Process::destroyForcibly);
    if (terminal != null) {
      terminal.end();
    }
    mcpmux.end();
  }

  private Path tap(String... options) throws Exception {
    Path out = Files.createTempFile(directory, "tap", "");
    List<String> words = new ArrayList<>(List.of("tap"));
    words.addAll(List.of(options));
    ProcessBuilder tap = mcpmux.builder(words.toArray(new String[0]));
    // what runs in the background of a script ignores SIGINT, and so would the command
    tap.command().addAll(0, List.of("env", "--default-signal=INT"));
    taps.add(tap.redirectErrorStream(true).redirectOutput(out.toFile()).start());
    // a ping shows that it looks
    Client probe = mcpmux.start("attach", "two");
    probe.initialize();
    Installation.await(
        "the tap looks",
        () -> {
          try {
            probe.call(1, "add", "{\"a\":1,\"b\":2}");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return read(out).contains("two");
        });
    return out;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private void interrupt() throws Exception {
    Process tap = taps.get(taps.size() - 1);
    new ProcessBuilder("/bin/sh", "-c", "kill -INT " + tap.pid()).start().waitFor();
    assertThat(tap.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(tap.exitValue()).isEqualTo(130);
  }

  private static List<String> calls(Path out) {
    return read(out)
        .lines()
        .filter(line -> line.contains("\tit\t") && line.contains("\ttools/call\t"))
        .toList();
  }

  private static List<String> ofSecondCall(Path out) {
    return read(out).lines().filter(line -> line.contains("\"id\":7,\"serverId\"")).toList();
  }

  @Test
  void two_sessions_are_told_apart_and_nothing_of_a_hostile_name_reaches_the_terminal()
      throws Exception {
    Path out = tap();
    Client one = mcpmux.start("attach", "it");
    one.initialize();
    Client two = mcpmux.start("attach", "it");
    two.initialize();
    one.call(5, "add", "{\"a\":1,\"b\":2}");
    two.call(5, HOSTILE, "{}");

    Installation.await("both calls and their answers", () -> calls(out).size() == 4);
    List<String> calls = calls(out);
    assertThat(read(out)).contains("?]0;owned??");
    assertThat(calls.get(0)).contains("\tc>s\tit\trequest\ttools/call\tadd\t5\t");
    assertThat(calls.get(1)).contains("\ts>c\tit\tresponse\ttools/call\tadd\t5\t");
    assertThat(calls.get(0).split("\t")[1]).isEqualTo(calls.get(1).split("\t")[1]);
    assertThat(calls.get(2).split("\t")[1]).isNotEqualTo(calls.get(1).split("\t")[1]);
    assertThat(read(out).chars())
        .noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c));
    assertThat(read(out)).doesNotContain("\u202e");
    interrupt();
  }

  @Test
  void a_call_of_a_session_with_all_servers_is_shown_once_with_its_real_server() throws Exception {
    Path out = tap("--json");
    Client all = mcpmux.start("attach", "--only", "it,two");
    all.initialize();
    all.call(6, "it__add", "{\"a\":1,\"b\":2}");
    all.call(7, "it__add", "{\"a\":3,\"b\":4}");

    Installation.await("the second answer", () -> ofSecondCall(out).size() == 2);
    List<String> lines = ofSecondCall(out);
    assertThat(lines.get(0))
        .contains("\"from\":\"client\",\"to\":\"server\"", "\"server\":\"it\"", "\"it__add\"");
    assertThat(lines.get(1))
        .contains("\"from\":\"server\",\"to\":\"client\"", "\"latencyMicros\":");
  }

  @Test
  void a_recording_is_for_its_owner_alone_has_no_secrets_and_can_be_played_back() throws Exception {
    Path file = directory.resolve("record.jsonl");
    tap("--record", file.toString());
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    client.call(2, "add", "{\"a\":1,\"b\":2}");
    client.call(3, "fail", "{}");
    client.call(
        4,
        "echo",
        "{\"text\":\"" + PLANTED + "\",\"password\":\"p-4711\",\"b\":\"Bearer a1b2c3d4e5\"}");
    Installation.await(
        "the last answer",
        () ->
            read(file)
                .contains("\"kind\":\"response\",\"method\":\"tools/call\",\"tool\":\"echo\""));
    interrupt();
    String number = number(read(file));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(read(file)).doesNotContain(PLANTED, "p-4711", "a1b2c3d4e5").contains("•••");
    Installation.Result again = mcpmux.run("tap", "--record", file.toString());
    assertThat(again.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(again.err()).contains("is there already");

    String[] replay = {"tap", "--replay", file.toString(), "--session", number, "it"};
    Installation.Result same = mcpmux.run(replay);
    assertThat(same.out()).contains("Session " + number, "4 answers compared, 0 differ");
    assertThat(same.exitCode()).isZero();
    Files.writeString(file, read(file).replace("\"text\":\"3\"", "\"text\":\"4\""));
    Installation.Result other = mcpmux.run(replay);
    assertThat(other.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(other.out())
        .contains(
            "tools/call add (id 2) was answered otherwise:\n"
                + "  result.content[0].text: expected \"4\", got \"3\"\n");
  }

  private static String number(String recording) {
    return recording
        .lines()
        .filter(line -> line.contains("\"tool\":\"fail\""))
        .findFirst()
        .orElseThrow()
        .replaceAll(".*\"session\":(\\d+).*", "$1");
  }

  @Test
  void secrets_are_shown_only_to_who_asks_for_them_and_is_warned() throws Exception {
    Path hidden = tap("--full");
    Path shown = tap("--full", "--show-secrets");
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    client.call(4, "echo", "{\"text\":\"x " + PLANTED + "\"}");

    Installation.await("the call", () -> read(hidden).contains("x •••"));
    Installation.await("the call", () -> read(shown).contains("x " + PLANTED));
    assertThat(read(hidden)).doesNotContain(PLANTED);
    assertThat(read(shown)).contains("secrets are not hidden");
  }

  @Test
  void the_history_shows_what_happened_before_anybody_looked() throws Exception {
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    client.call(2, "add", "{\"a\":1,\"b\":2}");
    client.call(3, "fail", "{}");

    // mcpmux may still ask for lists of its own
    Installation.Result last =
        mcpmux.run("tap", "--last", "1", "--server", "it", "--method", "tools/call", "--json");
    assertThat(last.exitCode()).isZero();
    assertThat(last.out().lines()).hasSize(1);
    assertThat(last.out()).contains("\"tool\":\"fail\"", "\"failed\":true").doesNotContain("body");
    assertThat(mcpmux.run("tap", "--last", "9", "--tool", "nosuch").err())
        .contains("no such message is kept");
    assertThat(mcpmux.run("tap", "--last", "9", "--errors").out()).contains("\tfail\t");
  }

  @Test
  void a_client_over_http_is_seen_as_any_other() throws Exception {
    Path out = tap("--json");
    String said = mcpmux.run("serve", "--http", "0").out();
    String url = said.substring(said.indexOf("http://")).strip();
    String token = mcpmux.run("token").out().strip();
    HttpSessionClient client = new HttpSessionClient(url + "/mcp/it", token);
    client.initialize();
    client
        .post(
            "{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"tools/call\",\"params\":"
                + "{\"name\":\"add\",\"arguments\":{\"a\":1,\"b\":2}}}")
        .get(30, TimeUnit.SECONDS);

    Installation.await(
        "the answer",
        () ->
            read(out)
                .contains("\"response\",\"method\":\"tools/call\",\"tool\":\"add\",\"id\":77,"));
    assertThat(read(out).lines().filter(line -> line.contains("\"id\":77,\"serverId\":")))
        .hasSize(2);
    assertThat(read(out)).doesNotContain(token);
  }

  @Test
  void what_breaks_the_schema_is_marked_with_who_has_done_it() throws Exception {
    Path out = tap();
    Client client = mcpmux.start("attach", "two");
    client.initialize();
    client.send("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/call\",\"params\":{}}");

    Installation.await("the call", () -> read(out).contains("client: params lacks name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"80x24", "200x50"})
  void at_a_terminal_rows_fit_failures_are_red_and_ctrl_c_ends_it(String size) throws Exception {
    Assumptions.assumeTrue(TestTerminal.isThere(), TestTerminal.why());
    Client client = mcpmux.start("attach", "it");
    client.initialize();
    terminal = new TestTerminal(mcpmux, directory, size);
    terminal.line("TERM=screen '" + Installation.MCPMUX + "' tap --server it; echo ended with $?");
    Installation.await(
        "it looks",
        () -> {
          try {
            client.call(2, "add", "{\"a\":1,\"b\":2}");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return terminal.screen().contains("call add");
        });
    client.call(3, "fail", "{}");
    client.call(4, HOSTILE, "{}");
    terminal.await("?]0;owned??");
    terminal.key("C-c");
    terminal.await("ended with 130");

    String text = terminal.scrolled();
    assertThat(text).contains("\u001b[1mTIME", "\u001b[31m");
    assertThat(text.replaceAll("\u001b\\[[0-9;]*m", "").lines())
        .filteredOn(line -> line.matches("\\d\\d:\\d\\d:.*"))
        .isNotEmpty()
        .allMatch(line -> line.length() <= 80);
  }
}
