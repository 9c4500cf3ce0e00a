import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.netty.MuxServer;

/** The first example of the page on embedding: a server, a session, a call. */
public final class Greeter {

  private Greeter() {}

  public static void main(String[] args) throws Exception {
    McpServer greeter =
        McpServer.named("greeter", "1.0")
            .tool(
                Tool.named("greet").description("Greets somebody."),
                (arguments, call) -> ToolResult.text("Hello, " + arguments.get("name").text()));

    MuxServer mux = MuxServer.builder().mount("greeter", ServerMount.of(greeter)).build();
    mux.start();
    try (McpSession session = mux.openSession(SessionOptions.server("greeter")).join()) {
      Json arguments = Json.object().put("name", "Ada").build();
      System.out.println(session.callTool("greet", arguments).join().text());
    }
    mux.stop().toCompletableFuture().join();
  }
}
