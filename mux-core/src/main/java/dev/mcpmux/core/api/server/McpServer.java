package dev.mcpmux.core.api.server;

import dev.mcpmux.core.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * An MCP server that is a Java object: what it has, and who answers.
 *
 * <pre>{@code
 * McpServer server = McpServer.named("greeter", "1.0")
 *     .tool(Tool.named("greet").description("Greets somebody."),
 *         (arguments, call) -> ToolResult.text("Hello, " + arguments.get("name").text("you")));
 * }</pre>
 *
 * <p>It may change at any time, by any thread: connections that are open are told that their lists
 * have changed. One object may serve many connections, or each its own; it is a {@link
 * ServerFactory} that always returns itself.
 */
public final class McpServer implements ServerFactory {

  /** One thing of a list, and who answers for it. */
  private record Entry<D, P, R>(D definition, Handler<P, CompletionStage<R>> handler) {}

  /** Resources of a pattern, with it, so that the two come and go together. */
  private record Templated(
      Entry<ResourceTemplate, String, ResourceContents> entry, UriPattern pattern) {}

  private final String name;
  private final String version;
  private volatile String title = "";
  private volatile String instructions = "";
  private final Map<String, Entry<Tool, Json, ToolResult>> tools = new ConcurrentSkipListMap<>();
  private final Map<String, Entry<Resource, String, ResourceContents>> resources =
      new ConcurrentSkipListMap<>();
  private final Map<String, Templated> templates = new ConcurrentSkipListMap<>();
  private final Map<String, Entry<Prompt, Json, PromptResult>> prompts =
      new ConcurrentSkipListMap<>();
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
  private volatile Handler<Json, List<String>> completions;
  private volatile Runnable onClose = () -> {};

  private McpServer(String name, String version) {
    this.name = name;
    this.version = version;
  }

  /** A server that has nothing yet. */
  public static McpServer named(String name, String version) {
    return new McpServer(name, version);
  }

  /** For people, in place of the name. */
  public McpServer title(String value) {
    title = value;
    return this;
  }

  /** For the model: what the server is for. Said to connections that are made from then on. */
  public McpServer instructions(String value) {
    instructions = value;
    return this;
  }

  /** Adds a tool, or replaces the one of its name. */
  public McpServer tool(Tool tool, Handler<Json, ToolResult> handler) {
    return asyncTool(tool, now(handler));
  }

  /** As {@link #tool}, with an answer that may come later, for which no thread waits. */
  public McpServer asyncTool(Tool tool, Handler<Json, CompletionStage<ToolResult>> handler) {
    tools.put(tool.name(), new Entry<>(tool, handler));
    changed(Watcher.Kind.TOOLS);
    return this;
  }

  public McpServer removeTool(String tool) {
    if (tools.remove(tool) != null) {
      changed(Watcher.Kind.TOOLS);
    }
    return this;
  }

  /** Adds a resource, or replaces the one of its URI. */
  public McpServer resource(Resource resource, Handler<String, ResourceContents> handler) {
    resources.put(resource.uri(), new Entry<>(resource, now(handler)));
    changed(Watcher.Kind.RESOURCES);
    return this;
  }

  public McpServer removeResource(String uri) {
    if (resources.remove(uri) != null) {
      changed(Watcher.Kind.RESOURCES);
    }
    return this;
  }

  /**
   * Adds resources whose URIs follow a pattern; one that is there by itself goes first. A URI of
   * more than 2,000 characters follows none.
   */
  public McpServer resources(ResourceTemplate template, Handler<String, ResourceContents> handler) {
    templates.put(
        template.uriTemplate(),
        new Templated(new Entry<>(template, now(handler)), template.pattern()));
    changed(Watcher.Kind.RESOURCES);
    return this;
  }

  /** Removes those of a pattern. */
  public McpServer removeResources(String uriTemplate) {
    if (templates.remove(uriTemplate) != null) {
      changed(Watcher.Kind.RESOURCES);
    }
    return this;
  }

  /** A resource holds something else now: those who have subscribed to it are told. */
  public void updated(String uri) {
    watchers.forEach(watcher -> watcher.onUpdated(uri));
  }

  /**
   * Adds a prompt, or replaces the one of its name.
   *
   * @param handler is given the arguments, an object of strings
   */
  public McpServer prompt(Prompt prompt, Handler<Json, PromptResult> handler) {
    prompts.put(prompt.name(), new Entry<>(prompt, now(handler)));
    changed(Watcher.Kind.PROMPTS);
    return this;
  }

  public McpServer removePrompt(String prompt) {
    if (prompts.remove(prompt) != null) {
      changed(Watcher.Kind.PROMPTS);
    }
    return this;
  }

  /**
   * Completes arguments of prompts and templates; to be said before a connection is made.
   *
   * @param handler is given the parameters of {@code completion/complete}
   */
  public McpServer completions(Handler<Json, List<String>> handler) {
    completions = handler;
    return this;
  }

  /** Called when a connection with it has ended, on its executor. */
  public McpServer onClose(Runnable callback) {
    onClose = callback;
    return this;
  }

  @Override
  public McpServer open(Connection connection) {
    return this;
  }

  /**
   * Ends all its connections. mcpmux takes that as the end of a process: it makes new ones for the
   * sessions that need it, as long as it is mounted.
   */
  public void close() {
    watchers.forEach(Watcher::onClosed);
  }

  private static <P, R> Handler<P, CompletionStage<R>> now(Handler<P, R> handler) {
    return (asked, call) -> CompletableFuture.completedFuture(handler.answer(asked, call));
  }

  private void changed(Watcher.Kind what) {
    watchers.forEach(watcher -> watcher.onChanged(what));
  }

  // What follows is for mcpmux itself, which carries the server to sessions.

  /** As it stands in the answer to {@code initialize}. */
  public Json info() {
    return Json.object().put("name", name).putIfAny("title", title).put("version", version).build();
  }

  /** Empty for none. */
  public String instructions() {
    return instructions;
  }

  public boolean completes() {
    return completions != null;
  }

  /** Is told what changes, until {@link #forget}. */
  public void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  /**
   * Its connection has ended.
   *
   * @return what is to be run on its executor
   */
  public Runnable forget(Watcher watcher) {
    return watchers.remove(watcher) ? onClose : () -> {};
  }

  public List<Json> list(Watcher.Kind kind) {
    List<Json> all = new ArrayList<>();
    switch (kind) {
      case TOOLS -> tools.values().forEach(each -> all.add(each.definition().json()));
      case RESOURCES -> resources.values().forEach(each -> all.add(each.definition().json()));
      case TEMPLATES ->
          templates.values().forEach(each -> all.add(each.entry().definition().json()));
      case PROMPTS -> prompts.values().forEach(each -> all.add(each.definition().json()));
    }
    return all;
  }

  /** Who answers a call of the tool; empty when there is none. */
  public Optional<Handler<Json, CompletionStage<ToolResult>>> toolHandler(String tool) {
    return Optional.ofNullable(tools.get(tool)).map(Entry::handler);
  }

  public Optional<Handler<String, CompletionStage<ResourceContents>>> resourceHandler(String uri) {
    Optional<Handler<String, CompletionStage<ResourceContents>>> named =
        Optional.ofNullable(resources.get(uri)).map(Entry::handler);
    return named.isPresent() || uri.length() > ResourceTemplate.MAX_URI_LENGTH
        ? named
        : templates.values().stream()
            .filter(each -> each.pattern().matches(uri))
            .findFirst()
            .map(each -> each.entry().handler());
  }

  public Optional<Prompt> prompt(String wanted) {
    return Optional.ofNullable(prompts.get(wanted)).map(Entry::definition);
  }

  public Optional<Handler<Json, CompletionStage<PromptResult>>> promptHandler(String wanted) {
    return Optional.ofNullable(prompts.get(wanted)).map(Entry::handler);
  }

  public Optional<Handler<Json, List<String>>> completionHandler() {
    return Optional.ofNullable(completions);
  }
}
