package dev.mcpmux.cli.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of server-everything sees through mcpmux what it sees without. */
class ParityIT {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requests logging subscriptions",
        "sampling elicitation requests",
        "roots",
        "tasks"
      })
  void a_session_sees_the_same_as_directly(String groups) throws Exception {
    String node = NodeTools.nodeWithPackages();
    String server = NodeTools.program("@modelcontextprotocol/server-everything", "dist/index.js");
    try (Sandbox sandbox = new Sandbox()) {
      // Both at once, because some of what the server does takes seconds.
      CompletableFuture<Json> running =
          CompletableFuture.supplyAsync(() -> run(sandbox, node, List.of(node, server), groups));
      Json shared = run(sandbox, node, sandbox.attach(node, server), groups);
      Json directly = running.get(RawClient.BOUND_SECONDS, SECONDS);

      Map<String, String> expected = steps(directly);
      assertThat(expected).hasSizeGreaterThan(groups.contains("requests") ? 30 : 1);
      assertThat(steps(shared)).containsExactlyEntriesOf(expected);
      assertThat(shared.at("strays").list()).as("progress that belongs to no request").isEmpty();
    }
  }

  @Test
  void a_session_sees_the_same_beside_a_busy_one_on_the_same_process() throws Exception {
    String node = NodeTools.nodeWithPackages();
    String server = NodeTools.program("@modelcontextprotocol/server-everything", "dist/index.js");
    try (Sandbox sandbox = new Sandbox()) {
      Map<String, String> expected = steps(run(sandbox, node, List.of(node, server), "requests"));
      RawClient busy =
          sandbox
              .start(sandbox.builder(sandbox.attach(node, server), Map.of()))
              .startReading()
              .initialized();
      // Its operation lasts longer than the other session, which uses the same ids and tokens.
      busy.send(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"_meta\":{\"progressToken\":1},"
              + "\"name\":\"trigger-long-running-operation\",\"arguments\":{\"duration\":600,\"steps\":60000}}}");

      Json shared = run(sandbox, node, sandbox.attach(node, server), "requests");

      assertThat(steps(shared)).containsExactlyEntriesOf(expected);
      assertThat(shared.at("strays").list()).isEmpty();
      assertThat(Sandbox.processes(sandbox.status())).hasSize(1);
      assertThat(busy.next(100))
          .filteredOn(line -> line.contains("progress\""))
          .hasSizeGreaterThan(90);
    }
  }

  private static Json run(Sandbox sandbox, String node, List<String> command, String groups) {
    try {
      return sandbox.script(
          node,
          "parity.mjs",
          Map.of(
              "command", command.get(0),
              "args", command.subList(1, command.size()),
              "groups", List.of(groups.split(" "))));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
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
