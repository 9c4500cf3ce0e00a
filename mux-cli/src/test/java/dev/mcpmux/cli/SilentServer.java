package dev.mcpmux.cli;

import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A server that does one thing after the other, and answers no ping while it does: {@code pid}
 * tells its pid, {@code burn} uses the CPU for so many milliseconds and makes the file of its
 * argument, {@code block} waits for ever.
 */
final class SilentServer {

  private SilentServer() {}

  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String id = RawJson.find(line, "id");
      if (id != null) {
        String result = answer(line, Path.of(args[0]));
        out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
      }
    }
  }

  private static String answer(String request, Path file) throws Exception {
    if ("initialize".equals(RawJson.string(request, "method"))) {
      return "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
          + "\"serverInfo\":{\"name\":\"silent\",\"version\":\"1\"}}";
    }
    String tool = RawJson.string(request, "params", "name");
    if ("burn".equals(tool)) {
      burn(Long.parseLong(RawJson.find(request, "params", "arguments", "millis")));
      Files.createFile(file);
    } else if ("block".equals(tool)) {
      new CountDownLatch(1).await();
    }
    return "{\"pid\":" + ProcessHandle.current().pid() + "}";
  }

  private static void burn(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}
