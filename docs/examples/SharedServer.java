import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.Resource;
import dev.mcpmux.core.api.server.ResourceContents;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.netty.MuxServer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server in Java that Claude Code and other clients use through {@code mcpmux attach}: this
 * program is the daemon of a home of its own, and has the server in it. All sessions share it, so a
 * count that one of them raises is seen by all.
 *
 * <p>Run it with that home, and tell the client to attach there:
 *
 * <pre>
 * java -cp ... SharedServer.java /home/me/.counter
 * claude mcp add counter -- mcpmux attach --home /home/me/.counter counter
 * </pre>
 */
public final class SharedServer {

  private SharedServer() {}

  public static void main(String[] args) throws Exception {
    AtomicLong count = new AtomicLong();
    McpServer counter = McpServer.named("counter", "1.0");
    counter
        .instructions("Counts for all sessions together.")
        .tool(
            Tool.named("count").description("Adds to the count and returns it."),
            (arguments, call) -> {
              long now = count.addAndGet(arguments.get("by").number(1));
              counter.updated("counter://value"); // for those who have subscribed
              return ToolResult.structured(Json.object().put("count", now).build());
            })
        .resource(
            Resource.at("counter://value", "value").mimeType("text/plain"),
            (uri, call) -> ResourceContents.text(uri, "text/plain", count.toString()));

    MuxServer mux =
        MuxServer.builder(Path.of(args[0], "run", "mcpmux.sock"))
            .mount("counter", ServerMount.of(counter))
            .notReplaceable() // by a daemon of the command line, which has no such server
            .build();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> mux.stop().toCompletableFuture().join()));
    mux.start();
    System.out.println("listening");
    mux.closed().toCompletableFuture().join();
  }
}
