import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.netty.MuxServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests a program that uses MCP against a fake server, without a process and without a network. */
class FakeServerTest {

  /** The program under test. */
  record Tracker(McpSession session) {
    String report(String title) {
      return session.callTool("create_issue", Json.object().put("title", title).build())
          .join()
          .text();
    }
  }

  private final List<Json> calls = Collections.synchronizedList(new ArrayList<>());
  private final McpServer fake = McpServer.named("fake-tracker", "1.0");
  private MuxServer mux;
  private Tracker tracker;

  @BeforeEach
  void mount() throws Exception {
    fake.tool(
        Tool.named("create_issue"),
        (arguments, call) -> {
          calls.add(arguments);
          return ToolResult.text("issue 7");
        });
    mux = MuxServer.builder().mount("tracker", ServerMount.of(fake)).build();
    mux.start();
    tracker = new Tracker(mux.openSession(SessionOptions.server("tracker")).join());
  }

  @AfterEach
  void stop() {
    mux.stop().toCompletableFuture().join();
  }

  @Test
  void the_title_becomes_an_issue() {
    assertEquals("issue 7", tracker.report("It crashes"));
    assertEquals(List.of(Json.object().put("title", "It crashes").build()), calls);
  }

  @Test
  void a_server_that_refuses_is_an_exception_with_its_code() {
    fake.tool(
        Tool.named("create_issue"),
        (arguments, call) -> {
          throw new McpException(-32001, "read only today");
        });
    CompletionException refused =
        assertThrows(CompletionException.class, () -> tracker.report("It crashes"));
    assertEquals(-32001, ((McpException) refused.getCause()).code());
  }
}
