package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code mcpmux attach} without a name: four real servers in one, and a fifth that fails. */
class AllServersIT {

  private Sandbox sandbox;
  private String node;
  private Path files;

  @BeforeEach
  void open() throws Exception {
    node = NodeTools.nodeWithPackages();
    sandbox = new Sandbox();
    files = Files.createDirectory(sandbox.home().resolve("files")).toRealPath();
    Files.writeString(files.resolve("a.txt"), "the text");
    Files.writeString(
        sandbox.home().resolve("config.json"),
        Json.text(
            Map.of(
                "mcpServers",
                Map.of(
                    "everything", server("server-everything"),
                    "files", server("server-filesystem", files.toString()),
                    "memory", server("server-memory"),
                    "thinking", server("server-sequential-thinking"),
                    "broken",
                        Map.of(
                            "command",
                            "sh",
                            "args",
                            List.of("-c", "echo the token is missing >&2; exit 3"))))));
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private Map<String, ?> server(String name, String... arguments) {
    List<String> all = new ArrayList<>();
    all.add(NodeTools.program("@modelcontextprotocol/" + name, "dist/index.js"));
    all.addAll(List.of(arguments));
    return Map.of(
        "command",
        node,
        "args",
        all,
        "env",
        Map.of("MEMORY_FILE_PATH", sandbox.home().resolve("memory.jsonl").toString()));
  }

  private TalkingClient session(String... options) throws Exception {
    List<String> command = new ArrayList<>(sandbox.mcpmux("attach"));
    command.addAll(List.of(options));
    RawClient raw = sandbox.start(sandbox.builder(command, Map.of())).startReading();
    return new TalkingClient(raw).initialized("2025-11-25", "{}");
  }

  private static List<String> names(Json list, String what) {
    return list.at("result", what).list().stream().map(item -> item.at("name").string()).toList();
  }

  private static List<String> tools(TalkingClient session) throws Exception {
    return names(session.request("tools/list", "{}"), "tools");
  }

  @Test
  void one_session_uses_all_of_four_servers_and_the_failing_fifth_is_named_in_status()
      throws Exception {
    TalkingClient session = session();
    List<String> tools = tools(session);
    assertThat(Stream.of("everything", "files", "memory", "thinking", "broken"))
        .filteredOn(server -> tools.stream().anyMatch(tool -> tool.startsWith(server + "__")))
        .containsExactly("everything", "files", "memory", "thinking");
    assertThat(tools).doesNotHaveDuplicates().allMatch(name -> name.matches("[A-Za-z0-9_-]{1,49}"));

    // Each is called.
    assertThat(text(session.call("everything__echo", "{\"message\":\"m\"}"))).contains("m");
    String file = Json.text(files.resolve("a.txt").toString());
    assertThat(text(session.call("files__read_text_file", "{\"path\":" + file + "}")))
        .isEqualTo("the text");
    String entity = "{\"name\":\"Ann\",\"entityType\":\"person\",\"observations\":[]}";
    session.call("memory__create_entities", "{\"entities\":[" + entity + "]}");
    assertThat(text(session.call("memory__read_graph", "{}"))).contains("Ann");
    String thought =
        "{\"thought\":\"t\",\"nextThoughtNeeded\":false,\"thoughtNumber\":1,\"totalThoughts\":1}";
    assertThat(text(session.call("thinking__sequentialthinking", thought)))
        .contains("thoughtHistoryLength");

    // Resources, templates and prompts of whoever has some.
    String uri =
        session
            .request("resources/list", "{}")
            .at("result", "resources")
            .list()
            .get(0)
            .at("uri")
            .string();
    assertThat(read(session, uri).at("result", "contents", 0, "uri").string()).isEqualTo(uri);
    String dynamic = "demo://resource/dynamic/text/7";
    assertThat(read(session, dynamic).at("result", "contents", 0, "text").value()).isNotNull();
    List<String> prompts = names(session.request("prompts/list", "{}"), "prompts");
    assertThat(prompts).contains("everything__simple-prompt");
    Json prompt = session.request("prompts/get", "{\"name\":\"everything__simple-prompt\"}");
    assertThat(prompt.at("result", "messages").list()).isNotEmpty();
    Json unknown = session.call("nowhere__echo", "{}");
    assertThat(unknown.at("error", "code").number()).isEqualTo(-32602);

    Json status = sandbox.status();
    Json broken =
        status.at("servers").list().stream()
            .filter(server -> server.at("name").string().equals("broken"))
            .findFirst()
            .orElseThrow();
    assertThat(broken.at("failure").string())
        .contains("exited with code 3")
        .contains("the token is missing");
    assertThat(sandbox.output(sandbox.mcpmux("status")))
        .containsPattern("broken .*failed")
        .contains("the token is missing");
    assertThat(status.at("sessions").list())
        .singleElement()
        .satisfies(one -> assertThat(one.at("server").string()).isEqualTo("all servers"));
    assertThat(session.strays()).isEmpty();
  }

  @Test
  void sessions_with_all_servers_share_processes_with_each_other_and_with_sessions_of_one_server()
      throws Exception {
    TalkingClient one = session();
    TalkingClient other = session();
    TalkingClient transparent = session("memory");
    assertThat(tools(one)).isEqualTo(tools(other));
    assertThat(tools(transparent)).contains("read_graph");

    assertThat(Sandbox.processes(sandbox.status()))
        .filteredOn(process -> process.at("state").string().equals("ready"))
        .hasSize(4);

    TalkingClient some = session("--only", "thinking,memory");
    assertThat(tools(some))
        .contains("memory__read_graph", "thinking__sequentialthinking")
        .noneMatch(name -> name.startsWith("files__"));
  }

  @Test
  void a_session_that_finds_its_tools_calls_what_it_has_found() throws Exception {
    TalkingClient session = session("--find");
    assertThat(tools(session)).containsExactly("find_tools", "call_tool", "call_read_tool");

    Json found = find(session, "{\"query\":\"read the text of a file\",\"readOnly\":true}");
    assertThat(found.at("missing").list()).extracting(Json::string).containsExactly("broken");
    assertThat(found.at("tools").list())
        .hasSize(5)
        .extracting(tool -> tool.at("name").string())
        .contains("files__read_text_file");
    String file = Json.text(files.resolve("a.txt").toString());
    String call = "{\"name\":\"files__read_text_file\",\"arguments\":{\"path\":" + file + "}}";
    assertThat(text(session.call("call_read_tool", call))).isEqualTo("the text");
    assertThat(text(session.call("call_tool", call.replace(file, "5"))))
        .endsWith("arguments.path: expected string, got 5");
    assertThat(session.call("call_read_tool", "{\"name\":\"files__write_file\"}").toString())
        .contains("not marked as read-only");

    TalkingClient some = session("--only", "memory", "--find");
    assertThat(find(some, "{\"query\":\"read the text of a file\"}").at("tools").list())
        .allMatch(tool -> tool.at("server").string().equals("memory"));
    assertThat(session.strays()).isEmpty();
  }

  private static Json find(TalkingClient session, String wish) throws Exception {
    return session.call("find_tools", wish).at("result", "structuredContent");
  }

  private static Json read(TalkingClient session, String uri) throws Exception {
    return session.request("resources/read", "{\"uri\":" + Json.text(uri) + "}");
  }

  private static String text(Json reply) {
    return reply.at("result", "content", 0, "text").string();
  }
}
