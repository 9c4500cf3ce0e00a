package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions with other roots never meet in a process of a server that uses them. */
class RootsIT {

  private static final String ROOTS = "{\"roots\":{\"listChanged\":true}}";
  private static final String ASK = "{\"method\":\"roots/list\"}";

  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    NodeTools.node();
    sandbox = new Sandbox();
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void sessions_of_the_filesystem_server_see_the_files_of_their_own_roots_only() throws Exception {
    String node = NodeTools.nodeWithPackages();
    Map<String, String> directories = new TreeMap<>();
    for (String name : List.of("one", "two", "three")) {
      Path directory = Files.createDirectories(sandbox.home().resolve("roots").resolve(name));
      Files.writeString(directory.resolve("who.txt"), name);
      directories.put(name, directory.toRealPath().toString());
    }
    List<String> command =
        sandbox.attach(
            node, NodeTools.program("@modelcontextprotocol/server-filesystem", "dist/index.js"));

    Json found =
        sandbox.script(
            node,
            "roots.mjs",
            Map.of(
                "command", command.get(0),
                "args", command.subList(1, command.size()),
                "directories", directories,
                "status", sandbox.mcpmux("status", "--json")));

    assertThat(found.at("a")).hasToString(sees("one"));
    assertThat(found.at("b")).hasToString(sees("two"));
    assertThat(found.at("c")).hasToString(sees("one"));
    assertThat(found.at("processes").value()).as("sessions of each").isEqualTo(List.of(1L, 2L));
    assertThat(found.at("moved")).as("with changed roots").hasToString(sees("three"));
    assertThat(found.at("stayed")).as("beside it").hasToString(sees("one"));
    assertThat(found.at("processesAfterMove").value()).isEqualTo(List.of(1L, 1L, 1L));
  }

  private static String sees(String own) {
    Map<String, String> files = new TreeMap<>();
    List.of("one", "two", "three").forEach(name -> files.put(name, "refused"));
    files.put(own, own);
    return "{\"allowed\":[[\"" + own + "\"]],\"files\":" + Json.text(files) + "}";
  }

  @Test
  void what_was_learned_of_a_server_holds_in_the_next_daemon() throws Exception {
    TalkingClient one = session("one");
    TalkingClient other = session("other");
    assertThat(pid(one)).as("not known to use roots").isEqualTo(pid(other));

    Json first = one.call("ask", ASK);
    assertThat(first.at("result", "error").value()).as("nobody's roots are certain").isNotNull();
    assertThat(pid(one)).isNotEqualTo(pid(other));
    assertThat(Files.readString(sandbox.home().resolve("state/traits.json")))
        .contains("\"roots\"")
        .doesNotContain("stateful");
    one.close();
    other.close();
    sandbox.stop();
    sandbox.expectNothingLeft();

    TalkingClient next = session("one");
    TalkingClient nextOther = session("other");
    TalkingClient nextSame = session("one");

    assertThat(List.of(pid(nextSame), pid(nextOther))).doesNotHaveDuplicates().contains(pid(next));
    assertThat(next.asked("roots/list")).as("though the server has not asked").hasSize(1);
    assertThat(roots(next)).isEqualTo("file:///one");
    assertThat(roots(nextOther)).isEqualTo("file:///other");
    assertThat(roots(nextSame)).isEqualTo("file:///one");
  }

  private TalkingClient session(String root) throws Exception {
    return sandbox
        .talk(Sandbox.stateful())
        .answering("roots/list", params -> "{\"roots\":[{\"uri\":\"file:///" + root + "\"}]}")
        .initialized("2025-11-25", ROOTS);
  }

  private static long pid(TalkingClient client) throws Exception {
    return client.call("told", "{}").at("result", "pid").number();
  }

  /** What the server is told when it asks for roots during a call of this session. */
  private static String roots(TalkingClient client) throws Exception {
    return client.call("ask", ASK).at("result", "result", "roots", 0, "uri").string();
  }
}
