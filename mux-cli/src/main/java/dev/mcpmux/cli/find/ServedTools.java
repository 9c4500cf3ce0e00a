package dev.mcpmux.cli.find;

import dev.mcpmux.cli.attach.Terminal;
import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.session.StdioSession;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.search.ToolText;
import dev.mcpmux.core.search.ToolTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks servers for their tools by {@code mcpmux attach}, as a client does: the daemon answers for
 * those that it knows, and has the others started.
 */
final class ServedTools {
  private static final int AT_ONCE = 8;
  private static final int MAX_PAGES = 50;
  private static final long SECONDS = 60;
  private static final long MOMENT_SECONDS = 2;

  /**
   * What a server offers.
   *
   * @param instructions what it says of itself; empty for nothing
   */
  record Server(List<ToolText> tools, String instructions) {}

  /**
   * What was learned.
   *
   * @param servers by name
   * @param failed by server, why it could not be asked
   */
  record Found(Map<String, Server> servers, Map<String, String> failed) {}

  private final Home home;
  private boolean patient;

  ServedTools(Home home) {
    this.home = home;
  }

  Found of(List<String> servers) throws InterruptedException {
    Found found = new Found(new LinkedHashMap<>(), new LinkedHashMap<>());
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      Map<String, Future<Server>> answers = new LinkedHashMap<>();
      servers.forEach(server -> answers.put(server, threads.submit(() -> ask(server))));
      for (Map.Entry<String, Future<Server>> each : answers.entrySet()) {
        try {
          found.servers.put(each.getKey(), answer(each.getValue(), answers));
        } catch (ExecutionException e) {
          found.failed.put(each.getKey(), String.valueOf(e.getCause().getMessage()));
        }
      }
    } finally {
      threads.shutdownNow();
    }
    return found;
  }

  /** Says after a moment whom it waits for, where somebody may wonder. */
  private Server answer(Future<Server> asked, Map<String, Future<Server>> all)
      throws InterruptedException, ExecutionException {
    if (!patient) {
      try {
        return asked.get(MOMENT_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        patient = true;
        List<String> waiting =
            all.keySet().stream().filter(server -> !all.get(server).isDone()).toList();
        if (Terminal.isStderr()) {
          System.err.print(
              Paragraph.of(
                  "mcpmux: ", "    ", "asking for their tools: " + String.join(", ", waiting)));
        }
      }
    }
    return asked.get();
  }

  private Server ask(String server) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Distribution.launcher().toString(), "attach"));
    if (home.root() != null) {
      command.addAll(List.of("--home", home.root().toString()));
    }
    command.add(server);
    ProcessBuilder builder = new ProcessBuilder(command);
    ClientEnvironment.give(ClientEnvironment.get(), builder);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD); // the refusal says it as well
    Process relay = builder.start();
    StdioSession session = new StdioSession(relay);
    boolean[] late = new boolean[1];
    Thread watchdog = watchdog(relay, late);
    try {
      return list(session, server);
    } catch (IOException e) {
      throw late[0] ? new IOException("has not answered within " + SECONDS + " s", e) : e;
    } finally {
      watchdog.interrupt();
      session.end();
      if (!relay.waitFor(1, TimeUnit.SECONDS)) {
        relay.destroy();
      }
    }
  }

  /** Ends the relay of a server that takes too long, so that the read of its answer ends. */
  private static Thread watchdog(Process relay, boolean[] late) {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                TimeUnit.SECONDS.sleep(SECONDS);
                late[0] = true;
                relay.destroy();
              } catch (InterruptedException e) {
                // it has ended in time
              }
            },
            "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    return watchdog;
  }

  private static Server list(StdioSession session, String server) throws IOException {
    Map<String, Object> hello = session.initialize("mcpmux");
    List<ToolText> tools = new ArrayList<>();
    Server found =
        new Server(
            tools, hello.get("instructions") instanceof String instructions ? instructions : "");
    if (!(hello.get("capabilities") instanceof Map<?, ?> all) || all.get("tools") == null) {
      return found;
    }
    String params = "{}";
    for (int page = 0; page < MAX_PAGES && params != null; page++) {
      String result = session.ask("tools/list", params);
      tools.addAll(ToolTexts.ofResult(server, result.getBytes(StandardCharsets.UTF_8)));
      String cursor = RawJson.find(result, "nextCursor");
      params = cursor == null || cursor.equals("null") ? null : "{\"cursor\":" + cursor + "}";
    }
    return found;
  }
}
