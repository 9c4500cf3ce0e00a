package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.Call;
import dev.mcpmux.core.api.server.Connection;
import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.Resource;
import dev.mcpmux.core.api.server.ResourceContents;
import dev.mcpmux.core.api.server.ResourceTemplate;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.config.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The servers of a {@link LocalRandomTest}, which know who may call them. */
final class RandomServers {
  private static final Json SCHEMA =
      Json.parse("{\"type\":\"object\",\"required\":[\"mark\"],\"properties\":{\"bad\":false}}");

  private final Consumer<String> wrong;
  private final Map<String, ServerMount> mounts;
  private final Map<McpServer, String> open = new ConcurrentHashMap<>();
  final RandomRules rules;

  RandomServers(Consumer<String> wrong) {
    this.wrong = wrong;
    this.mounts =
        RandomRules.SERVERS.stream()
            .collect(
                Collectors.toMap(
                    name -> name, name -> ServerMount.of(connection -> open(name, connection))));
    this.rules = new RandomRules(mounts::get);
  }

  private McpServer open(String name, Connection connection) {
    String[] first = {null};
    McpServer server =
        McpServer.named(name, "1")
            .asyncTool(
                Tool.named("work").input(SCHEMA), (args, call) -> work(name, first, args, call))
            .tool(
                Tool.named("lazy").input(SCHEMA),
                (args, call) -> {
                  Thread.sleep(1);
                  return ToolResult.text(check(name, "lazy", first, args, call));
                })
            .tool(
                Tool.named("look").input(SCHEMA).readOnly(),
                (args, call) -> ToolResult.text(check(name, "look", first, args, call)))
            .tool(
                Tool.named("secret").input(SCHEMA),
                (args, call) -> ToolResult.text(check(name, "secret", first, args, call)))
            .resource(Resource.at("mem://all", "all"), (uri, call) -> contents(uri))
            .resources(
                ResourceTemplate.at(name + "://{who}", "each"), (uri, call) -> contents(uri));
    open.put(server, name);
    return server.onClose(() -> open.remove(server));
  }

  private static ResourceContents contents(String uri) {
    return ResourceContents.text(uri, "text/plain", uri);
  }

  private CompletionStage<ToolResult> work(String name, String[] first, Json arguments, Call call) {
    String mark = check(name, "work", first, arguments, call);
    call.progress(1, 0, mark);
    call.log(LogLevel.ERROR, "", Json.of(mark));
    if (!arguments.get("ask").bool(false)) {
      return CompletableFuture.completedFuture(ToolResult.text(mark));
    }
    Json question =
        Json.object()
            .put("message", mark)
            .put("requestedSchema", Json.parse("{\"type\":\"object\"}"))
            .build();
    return call.ask("elicitation/create", question)
        .thenApply(answer -> ToolResult.text(mark + answer.get("content").get("who").text("?")));
  }

  /** Whether the session may be here, with this. Returns the mark. */
  private String check(String server, String tool, String[] first, Json arguments, Call call) {
    String mark = arguments.get("mark").text();
    RandomPlayer.Mark by = RandomPlayer.Mark.of(mark);
    int since = (int) arguments.get("since").number();
    if (!rules.mayCall(by.sight(), server, tool, since)) {
      wrong.accept(mark + " reached " + tool + " of " + server + " since " + since);
    }
    if (arguments.get("text").text().hashCode() != arguments.get("hash").number()) {
      wrong.accept("arguments of " + mark + ": " + arguments);
    }
    boolean reads = arguments.get("via").text().equals("read");
    if (reads && (!tool.equals("look") || arguments.has("bad"))) {
      wrong.accept(mark + " may only read, and reached " + tool + " with " + arguments);
    }
    Scope scope = RandomRules.SCOPES.get(server);
    String known = scope == Scope.GLOBAL ? "" : scope == Scope.PROJECT ? by.project() : by.player();
    synchronized (first) {
      first[0] = first[0] == null ? known : first[0];
    }
    String root = call.connection().projectRoot().map(RandomServers::last).orElse("");
    boolean here = scope == Scope.GLOBAL || root.equals(by.project());
    if (!first[0].equals(known) || !here) {
      wrong.accept(mark + " reached " + server + " of " + first[0] + " in " + root);
    }
    return mark;
  }

  private static String last(String path) {
    return Path.of(path).getFileName().toString();
  }

  /** Its server, or each process of that, has something else there. */
  void updated(String uri) {
    open.forEach(
        (server, name) -> {
          if (name.equals(RandomPlayer.server(uri))) {
            server.updated(uri);
          }
        });
  }

  /** One has another tool, and has it no more; or it ends, and another comes in its place. */
  void change(Random random, int event, boolean ends) {
    List<McpServer> all = List.copyOf(open.keySet());
    if (!all.isEmpty()) {
      McpServer server = RandomRules.any(random, all);
      if (ends) {
        server.close();
      } else {
        server.tool(Tool.named("extra" + event), (arguments, call) -> ToolResult.text("x"));
        server.removeTool("extra" + event);
      }
    }
  }
}
