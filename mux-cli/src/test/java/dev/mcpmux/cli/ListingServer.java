package dev.mcpmux.cli;

import dev.mcpmux.cli.text.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A server that announces changes of its lists, and writes a line to the file of its argument each
 * time it is started.
 */
final class ListingServer {

  private ListingServer() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(
        Path.of(args[0]),
        ProcessHandle.current().pid() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String id = RawJson.find(line, "id");
      if (id != null) {
        out.println(
            "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result(line, args.length) + "}");
      }
    }
  }

  /**
   * @param tools how many it lists
   */
  private static String result(String request, int tools) {
    return switch (String.valueOf(RawJson.string(request, "method"))) {
      case "initialize" ->
          "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{\"listChanged\":true}},"
              + "\"serverInfo\":{\"name\":\"listing\",\"version\":\"1\"}}";
      case "tools/list" -> "{\"tools\":[{\"name\":\"tool-" + tools + "\"}]}";
      default -> "{\"content\":[]}";
    };
  }
}
