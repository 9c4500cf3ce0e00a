package dev.mcpmux.bench;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.netty.MuxServer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Measures calls of a session in this process to a server in this process, with handlers on threads
 * of their own and on the event loop: how many come through when 64 are under way, how long one
 * takes by itself that a thread waits for, and how long one of a chain, where each is made in the
 * callback of the one before it.
 */
public final class InProcessMain {
  private static final int ROUNDS = 6;
  private static final int CALLS = 200_000;
  private static final int SINGLE_CALLS = 50_000;
  private static final int UNDER_WAY = 64;

  private InProcessMain() {}

  /** Prints a line for each round. */
  public static void main(String[] args) throws Exception {
    McpServer server =
        McpServer.named("echo", "1")
            .tool(
                Tool.named("say"),
                (arguments, call) -> ToolResult.text(arguments.get("text").text()));
    MuxServer mux =
        MuxServer.builder()
            .mount("threads", ServerMount.of(server))
            .mount("direct", ServerMount.of(server).on(Runnable::run))
            .build();
    mux.start();
    for (int round = 1; round <= ROUNDS; round++) {
      measure(mux, SessionOptions.server("threads"), "on threads", round);
      measure(mux, SessionOptions.server("direct").on(Runnable::run), "direct", round);
    }
    mux.stop().toCompletableFuture().join();
  }

  private static void measure(MuxServer mux, SessionOptions options, String way, int round) {
    try (McpSession session = mux.openSession(options).join()) {
      Json arguments = Json.object().put("text", "hello").build();
      long from = System.nanoTime();
      Deque<CompletableFuture<ToolResult>> open = new ArrayDeque<>();
      for (int i = 0; i < CALLS; i++) {
        if (open.size() == UNDER_WAY) {
          open.poll().join();
        }
        open.add(session.callTool("say", arguments));
      }
      open.forEach(CompletableFuture::join);
      double piped = (System.nanoTime() - from) / 1e3 / CALLS;
      from = System.nanoTime();
      for (int i = 0; i < SINGLE_CALLS; i++) {
        session.callTool("say", arguments).join();
      }
      double single = (System.nanoTime() - from) / 1e3 / SINGLE_CALLS;
      CompletableFuture<Void> end = new CompletableFuture<>();
      from = System.nanoTime();
      chain(session, arguments, SINGLE_CALLS, end);
      end.join();
      double chained = (System.nanoTime() - from) / 1e3 / SINGLE_CALLS;
      System.out.println(
          String.format(
              Locale.ROOT,
              "%d %-10s  %5.2f us a call with %d under way, %6.2f us alone, %6.2f us in a chain",
              round,
              way,
              piped,
              UNDER_WAY,
              single,
              chained));
    }
  }

  private static void chain(
      McpSession session, Json arguments, int calls, CompletableFuture<Void> end) {
    session
        .callTool("say", arguments)
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                end.completeExceptionally(failure);
              } else if (calls == 1) {
                end.complete(null);
              } else {
                chain(session, arguments, calls - 1, end);
              }
            });
  }
}
