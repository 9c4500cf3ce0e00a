package dev.mcpmux.netty.local;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.McpException;
import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.PromptResult;
import dev.mcpmux.core.api.server.ResourceContents;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.server.Watcher.Kind;
import dev.mcpmux.core.message.Revision;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The requests of MCP, each in terms of a {@link McpServer}. */
final class Answering {
  private static final String LATEST = Revision.LATEST.text();
  private static final int MAX_COMPLETIONS = 100;

  private Answering() {}

  /** Whether code of the program answers it, which may take long. */
  static boolean asksProgram(String method) {
    return switch (method) {
      case "tools/call", "resources/read", "prompts/get", "completion/complete", "initialize" ->
          true;
      default -> false;
    };
  }

  static CompletionStage<Json> answer(ServerConnection connection, String method, ServerCall call)
      throws Exception {
    Json params = call.params();
    return switch (method) {
      case "tools/call" -> callTool(connection.server(), call);
      case "resources/read" -> read(connection.server(), call);
      case "prompts/get" -> prompt(connection.server(), call);
      case "completion/complete" -> now(complete(connection.server(), call));
      case "initialize" -> now(connection.open(params));
      case "ping" -> now(Json.EMPTY_OBJECT);
      case "tools/list" -> now(list(connection.server(), Kind.TOOLS, "tools"));
      case "resources/list" -> now(list(connection.server(), Kind.RESOURCES, "resources"));
      case "resources/templates/list" ->
          now(list(connection.server(), Kind.TEMPLATES, "resourceTemplates"));
      case "prompts/list" -> now(list(connection.server(), Kind.PROMPTS, "prompts"));
      case "resources/subscribe" -> {
        connection.watch().subscribe(text(params, "uri"));
        yield now(Json.EMPTY_OBJECT);
      }
      case "resources/unsubscribe" -> {
        connection.watch().unsubscribe(text(params, "uri"));
        yield now(Json.EMPTY_OBJECT);
      }
      case "logging/setLevel" -> {
        connection.level(level(text(params, "level")));
        yield now(Json.EMPTY_OBJECT);
      }
      default ->
          throw new McpException(
              McpException.METHOD_NOT_FOUND, "there is no method \"" + method + "\"");
    };
  }

  private static CompletionStage<Json> callTool(McpServer server, ServerCall call)
      throws Exception {
    String name = text(call.params(), "name");
    Json arguments = call.params().get("arguments");
    return server
        .toolHandler(name)
        .orElseThrow(() -> McpException.invalidParams("there is no tool \"" + name + "\""))
        .answer(arguments.isNull() ? Json.EMPTY_OBJECT : arguments, call)
        .thenApply(ToolResult::json);
  }

  private static CompletionStage<Json> read(McpServer server, ServerCall call) throws Exception {
    String uri = text(call.params(), "uri");
    return server
        .resourceHandler(uri)
        .orElseThrow(
            () ->
                new McpException(
                    McpException.RESOURCE_NOT_FOUND,
                    "there is no such resource",
                    Json.object().put("uri", uri).build()))
        .answer(uri, call)
        .thenApply(ResourceContents::json);
  }

  private static CompletionStage<Json> prompt(McpServer server, ServerCall call) throws Exception {
    String name = text(call.params(), "name");
    Json arguments = call.params().get("arguments");
    List<Json> declared =
        server.prompt(name).map(prompt -> prompt.arguments().elements()).orElse(List.of());
    for (Json each : declared) {
      String argument = each.get("name").text("");
      if (each.get("required").bool(false) && !arguments.has(argument)) {
        throw McpException.invalidParams(
            "the prompt \"" + name + "\" needs the argument \"" + argument + "\"");
      }
    }
    return server
        .promptHandler(name)
        .orElseThrow(() -> McpException.invalidParams("there is no prompt \"" + name + "\""))
        .answer(arguments.isNull() ? Json.EMPTY_OBJECT : arguments, call)
        .thenApply(PromptResult::json);
  }

  private static Json complete(McpServer server, ServerCall call) throws Exception {
    List<String> values =
        server
            .completionHandler()
            .orElseThrow(
                () -> new McpException(McpException.METHOD_NOT_FOUND, "it completes nothing"))
            .answer(call.params(), call);
    Json.ObjectBuilder completion =
        Json.object()
            .put("values", Json.ofStrings(values.stream().limit(MAX_COMPLETIONS).toList()))
            .put("total", values.size())
            .put("hasMore", values.size() > MAX_COMPLETIONS);
    return Json.object().put("completion", completion.build()).build();
  }

  private static Json list(McpServer server, Kind kind, String member) {
    Json.ArrayBuilder all = Json.array();
    server.list(kind).forEach(all::add);
    return Json.object().put(member, all.build()).build();
  }

  /** The version to speak with a client that asks for this one. */
  static String version(String asked) {
    return Revision.isReleased(asked) && asked.compareTo(LATEST) <= 0 ? asked : LATEST;
  }

  /** The answer to {@code initialize}. */
  static Json greeting(McpServer server, String version) {
    Json changes = Json.object().put("listChanged", true).build();
    Json.ObjectBuilder capabilities =
        Json.object()
            .put("logging", Json.EMPTY_OBJECT)
            .put("prompts", changes)
            .put("resources", Json.object().put("subscribe", true).put("listChanged", true).build())
            .put("tools", changes);
    if (server.completes()) {
      capabilities.put("completions", Json.EMPTY_OBJECT);
    }
    return Json.object()
        .put("protocolVersion", version)
        .put("capabilities", capabilities.build())
        .put("serverInfo", server.info())
        .putIfAny("instructions", server.instructions())
        .build();
  }

  private static LogLevel level(String name) {
    return Arrays.stream(LogLevel.values())
        .filter(level -> level.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> McpException.invalidParams("there is no level \"" + name + "\""));
  }

  private static String text(Json params, String member) {
    Json value = params.get(member);
    if (!value.isString()) {
      throw McpException.invalidParams("params." + member + ": " + value + " (expected: a string)");
    }
    return value.text();
  }

  private static CompletionStage<Json> now(Json result) {
    return CompletableFuture.completedFuture(result);
  }
}
