package dev.mcpmux.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of server-everything sees through mcpmux what it sees without. */
class ParityIT {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requests logging subscriptions", "sampling elicitation requests", "roots", "tasks"
      })
  void a_session_sees_the_same_as_directly(String groups) throws Exception {
    String node = NodeTools.nodeWithPackages();
    String server = NodeTools.program("@modelcontextprotocol/server-everything", "dist/index.js");
    try (Sandbox sandbox = new Sandbox()) {
      Json directly = run(sandbox, node, List.of(node, server), groups);
      Json shared = run(sandbox, node, sandbox.attach(node, server), groups);

      Map<String, String> expected = steps(directly);
      assertThat(expected).hasSizeGreaterThan(groups.contains("requests") ? 30 : 1);
      assertThat(steps(shared)).containsExactlyEntriesOf(expected);
      assertThat(shared.at("strays").list()).as("progress that belongs to no request").isEmpty();
    }
  }

  private static Json run(Sandbox sandbox, String node, List<String> command, String groups)
      throws Exception {
    return sandbox.script(
        node,
        "parity.mjs",
        Map.of(
            "command", command.get(0),
            "args", command.subList(1, command.size()),
            "groups", List.of(groups.split(" "))));
  }

  private static Map<String, String> steps(Json found) {
    return found.at("saw").list().stream()
        .collect(
            Collectors.toMap(
                step -> step.at("step").string(),
                Json::toString,
                (one, other) -> one + other,
                LinkedHashMap::new));
  }
}
