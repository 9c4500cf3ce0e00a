import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.netty.MuxServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An agent loop that calls tools of two servers: one is a program that mcpmux starts, the other an
 * object of this program. Run it with the command of the first, such as {@code mcpmux
 * sample-server}.
 *
 * <p>A fixed plan stands where an agent asks its model what to do next.
 */
public final class AgentLoop {

  /** What a model decides. */
  record Step(String tool, Json arguments) {}

  /** Decides what to do, from the tools there are and the last result. */
  interface Model {
    Optional<Step> next(List<Tool> tools, String lastResult);
  }

  public static void main(String[] args) throws Exception {
    ConcurrentLinkedQueue<String> saved = new ConcurrentLinkedQueue<>();
    McpServer notes =
        McpServer.named("notes", "1.0")
            .tool(
                Tool.named("save")
                    .description("Keeps a line of text.")
                    .input(
                        Json.parse(
                            """
                            {"type": "object", "required": ["text"],
                             "properties": {"text": {"type": "string"}}}""")),
                (arguments, call) -> {
                  saved.add(arguments.get("text").text());
                  return ToolResult.text("saved");
                });
    ServerConfig program =
        new ServerConfig("maths", new LaunchTemplate.Program(args), SharingPolicy.defaults());
    MuxServer mux =
        MuxServer.builder()
            .config(new MuxConfig(Map.of("maths", program), Limits.defaults()))
            .mount("notes", ServerMount.of(notes))
            .build();
    try {
      mux.start();
      run(mux, new Plan());
    } finally {
      mux.stop().toCompletableFuture().join();
    }
    System.out.println("kept: " + String.join(", ", saved));
  }

  private static void run(MuxServer mux, Model model) {
    SessionOptions options = SessionOptions.allServers().client("agent-loop", "1.0");
    try (McpSession session = mux.openSession(options).join()) {
      List<Tool> tools = session.listTools().join();
      String last = "";
      Optional<Step> step = model.next(tools, last);
      while (step.isPresent()) {
        last = call(session, step.get());
        System.out.println(step.get().tool() + " -> " + last);
        step = model.next(tools, last);
      }
    }
  }

  /** A tool that failed and a request that was refused are both something a model can act on. */
  private static String call(McpSession session, Step step) {
    try {
      ToolResult result =
          session
              .callTool(
                  step.tool(),
                  step.arguments(),
                  (done, total, message) -> System.out.println("  " + done + " of " + total))
              .join();
      return (result.isError() ? "failed: " : "") + result.text();
    } catch (CompletionException e) {
      if (e.getCause() instanceof McpException error) {
        return "refused (" + error.code() + "): " + error.getMessage();
      }
      throw e;
    }
  }

  /** Adds two numbers with one server and has the other keep the sum. */
  private static final class Plan implements Model {
    private int steps;

    @Override
    public Optional<Step> next(List<Tool> tools, String lastResult) {
      return switch (steps++) {
        case 0 -> step("maths__add", Json.object().put("a", 40).put("b", 2).build());
        case 1 -> step("notes__save", Json.object().put("text", lastResult).build());
        default -> Optional.empty();
      };
    }

    private static Optional<Step> step(String tool, Json arguments) {
      return Optional.of(new Step(tool, arguments));
    }
  }
}
