package dev.mcpmux.core.api.session;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.LogLevel;
import dev.mcpmux.core.api.server.Prompt;
import dev.mcpmux.core.api.server.PromptResult;
import dev.mcpmux.core.api.server.Resource;
import dev.mcpmux.core.api.server.ResourceContents;
import dev.mcpmux.core.api.server.ResourceTemplate;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An open session with a server, or with several in one. It is initialized.
 *
 * <pre>{@code
 * McpSession session = server.openSession(SessionOptions.server("tracker")).join();
 * ToolResult result =
 *     session.callTool("find", Json.object().put("text", "crash").build()).join();
 * }</pre>
 *
 * <p>Cancelling a future that a request has returned, or letting it time out, cancels the request
 * at the server. A call that the server refuses, or that is lost, fails with an {@link
 * dev.mcpmux.core.api.McpException}. The package says what holds for threads and errors.
 */
public interface McpSession extends AutoCloseable {

  /** What the server answered to {@code initialize}: its name, capabilities, instructions. */
  Json greeting();

  /**
   * Sends a request of any kind.
   *
   * @param params an object, or {@link Json#NULL} for none
   */
  CompletableFuture<Json> request(String method, Json params);

  /**
   * As {@link #request}, and is told how far it is.
   *
   * @param params an object; what stands in {@code _meta.progressToken} is mcpmux's own
   */
  CompletableFuture<Json> request(String method, Json params, ProgressListener progress);

  /**
   * Sends a notification of any kind. It is dropped when it is longer than mcpmux takes, or when
   * 10,000 messages or 16 MiB of this session wait to be sent. A server that sessions share gets
   * only notifications that MCP defines.
   */
  void send(String method, Json params);

  /** All pages together. */
  CompletableFuture<List<Tool>> listTools();

  /**
   * Calls a tool. A tool that ran and failed is a result with {@link ToolResult#isError}.
   *
   * @param arguments an object
   */
  default CompletableFuture<ToolResult> callTool(String name, Json arguments) {
    return callTool(name, arguments, ProgressListener.NONE);
  }

  /** As {@link #callTool(String, Json)}, and is told how far the tool is. */
  CompletableFuture<ToolResult> callTool(String name, Json arguments, ProgressListener progress);

  /** All pages together. */
  CompletableFuture<List<Resource>> listResources();

  /** All pages together. */
  CompletableFuture<List<ResourceTemplate>> listResourceTemplates();

  /** What the resource holds now. */
  CompletableFuture<ResourceContents> readResource(String uri);

  /** From then on {@code notifications/resources/updated} tells of it. */
  CompletableFuture<Json> subscribe(String uri);

  /** Takes {@link #subscribe} back. */
  CompletableFuture<Json> unsubscribe(String uri);

  /** All pages together. */
  CompletableFuture<List<Prompt>> listPrompts();

  /**
   * @param arguments an object of strings
   */
  CompletableFuture<PromptResult> getPrompt(String name, Json arguments);

  /** From then on log messages of this level and above come. */
  CompletableFuture<Json> setLogLevel(LogLevel level);

  /** Completes when the other side has answered, which is mcpmux itself. */
  CompletableFuture<Json> ping();

  boolean isOpen();

  /** Completes when it has ended, with the reason; never fails. */
  CompletableFuture<SessionClosedException> closed();

  /**
   * Ends it. What waits fails at once, on a thread of mcpmux, also while a callback runs; it is
   * cancelled at the servers.
   */
  @Override
  void close();
}
