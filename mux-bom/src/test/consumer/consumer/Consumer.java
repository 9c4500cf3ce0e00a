package consumer;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.netty.MuxClient;
import dev.mcpmux.netty.MuxServer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Greets in every way that the libraries have, and says as what they were loaded. */
public final class Consumer {

  private Consumer() {}

  /** Needs no argument. */
  public static void main(String[] words) throws Exception {
    Path directory = Files.createTempDirectory("consumer");
    Path socket = directory.resolve("mcpmux.sock");
    McpServer greeter =
        McpServer.named("greeter", "1")
            .tool(
                Tool.named("greet"),
                (arguments, call) -> ToolResult.text("Hello, " + arguments.get("name").text()));
    MuxServer server =
        MuxServer.builder(socket)
            .config(MuxConfig.empty())
            .mount("greeter", ServerMount.of(greeter))
            .logDirectory(directory.resolve("logs"))
            .stateDirectory(directory.resolve("state"))
            .build();
    server.start();
    try (McpSession session = server.openSession(SessionOptions.server("greeter")).join();
        McpSession remote = MuxClient.connect(socket, SessionOptions.server("greeter")).join()) {
      System.out.println(greet(session, "process"));
      System.out.println(greet(remote, "socket"));
    }
    server.stop().toCompletableFuture().join();
    System.out.println(new Driver().greeting());
    System.out.println(Mux.class.getModule() + ", " + MuxServer.class.getModule());
  }

  private static String greet(McpSession session, String name) {
    Json arguments = Json.object().put("name", name).build();
    return session.callTool("greet", arguments).join().text();
  }
}
