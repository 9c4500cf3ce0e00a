package dev.mcpmux.cli;

import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server that answers a call when the file of its argument is there, and all else at once. */
final class WaitingServer {

  private static final long MAX_MILLIS = 120_000;

  private WaitingServer() {}

  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String id = RawJson.find(line, "id");
      boolean waits = "tools/call".equals(RawJson.string(line, "method"));
      if (id != null && !waits) {
        answer(out, id, line);
      } else if (id != null) {
        Thread waiting = new Thread(() -> waitAndAnswer(Path.of(args[0]), out, id));
        waiting.setDaemon(true);
        waiting.start();
      }
    }
  }

  private static void waitAndAnswer(Path file, PrintStream out, String id) {
    long end = System.nanoTime() + MAX_MILLIS * 1_000_000;
    try {
      while (!Files.exists(file) && System.nanoTime() - end < 0) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answer(out, id, "{}");
  }

  private static void answer(PrintStream out, String id, String request) {
    String result =
        "initialize".equals(RawJson.string(request, "method"))
            ? "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                + "\"serverInfo\":{\"name\":\"waiting\",\"version\":\"1\"}}"
            : "{\"content\":[]}";
    out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
  }
}
