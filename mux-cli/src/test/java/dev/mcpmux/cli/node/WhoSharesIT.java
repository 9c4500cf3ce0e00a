package dev.mcpmux.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Which sessions meet in one process, and that each process is started with what its sessions have.
 */
class WhoSharesIT {

  private static Sandbox sandbox;

  @BeforeAll
  static void open() throws Exception {
    NodeTools.node();
    sandbox = new Sandbox();
  }

  @AfterAll
  static void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void sessions_with_another_token_get_another_process_with_that_token() throws Exception {
    Json one = context(sandbox.open(Map.of("SLACK_BOT_TOKEN", "xoxb-1")).initialized());
    Json other = context(sandbox.open(Map.of("SLACK_BOT_TOKEN", "xoxb-2")).initialized());
    Json none = context(sandbox.open().initialized());

    assertThat(List.of(pid(one), pid(other), pid(none))).doesNotHaveDuplicates();
    assertThat(one.at("env", "SLACK_BOT_TOKEN").value()).isEqualTo("xoxb-1");
    assertThat(other.at("env", "SLACK_BOT_TOKEN").value()).isEqualTo("xoxb-2");
    assertThat(none.at("env", "SLACK_BOT_TOKEN").value()).isNull();
  }

  @Test
  void status_names_the_variable_that_keeps_sessions_apart_and_shows_no_value() throws Exception {
    context(sandbox.open(Map.of("SLACK_BOT_TOKEN", "xoxb-1"), "why").initialized());
    context(sandbox.open(Map.of("SLACK_BOT_TOKEN", "xoxb-2"), "why").initialized());

    String why = sandbox.output(sandbox.mcpmux("status", "--why"));

    assertThat(why).contains("has other values of SLACK_BOT_TOKEN");
    assertThat(why + sandbox.status()).doesNotContain("xoxb-");
  }

  @Test
  void sessions_with_other_arguments_get_another_process() throws Exception {
    Json one = context(sandbox.open("a", "b").initialized());
    Json other = context(sandbox.open("a b").initialized());

    assertThat(pid(one)).isNotEqualTo(pid(other));
    assertThat(one.at("args").value()).isEqualTo(List.of("a", "b"));
    assertThat(other.at("args").value()).isEqualTo(List.of("a b"));
  }

  @Test
  void sessions_that_ask_for_another_version_get_another_process() throws Exception {
    RawClient one = sandbox.open();
    RawClient other = sandbox.open();

    Json oneAnswer = Json.parse(one.initialize("2025-11-25"));
    Json otherAnswer = Json.parse(other.initialize("2025-06-18"));

    assertThat(oneAnswer.at("result", "protocolVersion").value()).isEqualTo("2025-11-25");
    assertThat(otherAnswer.at("result", "protocolVersion").value()).isEqualTo("2025-06-18");
    assertThat(pid(context(one))).isNotEqualTo(pid(context(other)));
  }

  @Test
  void variables_that_Claude_Code_sets_per_session_do_not_keep_sessions_apart() throws Exception {
    Json one =
        context(
            sandbox.open(Map.of("CLAUDE_CODE_SESSION_ID", "s-1", "CLAUDECODE", "1")).initialized());
    Json other = context(sandbox.open(Map.of("CLAUDE_CODE_SESSION_ID", "s-2")).initialized());

    assertThat(pid(one)).isEqualTo(pid(other));
    assertThat(one.at("env", "CLAUDE_CODE_SESSION_ID").value()).as("of a shared process").isNull();
  }

  @Test
  void a_client_under_LC_ALL_C_gets_its_directory_argument_and_variable_to_the_server_unchanged()
      throws Exception {
    // A script, because a JVM under LC_ALL=C cannot start a process with these.
    Path directory = Files.createDirectory(sandbox.home().resolve("café"));
    Files.createDirectory(directory.resolve(".git"));
    Path script = sandbox.home().resolve("start.sh");
    List<String> attach = sandbox.attach(Sandbox.fixture("né €"));
    Files.writeString(
        script,
        "cd \"$(dirname \"$0\")/café\"\nunset CLAUDE_PROJECT_DIR\nexport LC_ALL=C GREETING='é😀'\nexec '"
            + String.join("' '", attach)
            + "'\n",
        UTF_8);

    RawClient client =
        sandbox.start(sandbox.builder(List.of("sh", script.toString()), Map.of())).startReading();
    Json context = context(client.initialized());

    assertThat(context.at("args").value()).isEqualTo(List.of("né €"));
    assertThat(context.at("env", "GREETING").value()).isEqualTo("é😀");
    assertThat(context.at("env", "LC_ALL").value()).isEqualTo("C");
    assertThat(Path.of(context.at("cwd").string())).isEqualTo(directory.toRealPath());
  }

  private static Json context(RawClient client) throws Exception {
    return client.call("context", "{}").at("result");
  }

  private static long pid(Json context) {
    return context.at("pid").number();
  }
}
