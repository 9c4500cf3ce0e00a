package dev.mcpmux.netty.usage;

import dev.mcpmux.core.port.UsedTool;
import dev.mcpmux.netty.files.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What tools a client has used in a project: by the summary that a program around the server makes
 * of its history, and by the batches that are not in that yet. Both are lines as {@link UsageLines}
 * writes them. A file that cannot be read, or a line that is broken, counts for nothing.
 *
 * <p>Reads files: never on the event loop.
 */
final class UsedBefore {

  /** Is beside the directory of the batches. */
  static final String SUMMARY = "usage.tools";

  /** More than a program leaves unread. */
  private static final int MAX_BATCHES = 2 * UsageJournal.MANY_FILES;

  /** Of the summary, and of the batches together. */
  static final int MAX_BYTES = 1 << 20;

  static final int MAX_TOOLS = 64;

  private final Path directory;
  private final String client;
  private final String project;
  private final Map<UsedTool, Long> calls = new HashMap<>();

  /**
   * @param project null for none
   */
  UsedBefore(Path directory, String client, String project) {
    this.directory = directory;
    this.client = client;
    this.project = project == null ? "" : UsageLines.path(project);
  }

  /** Those that were used most first. */
  List<UsedTool> read() {
    add(directory.resolveSibling(SUMMARY), MAX_BYTES);
    int room = MAX_BYTES;
    for (Path batch : batches()) {
      room -= add(batch, room);
    }
    List<UsedTool> used = new ArrayList<>();
    calls.forEach((tool, count) -> used.add(new UsedTool(tool.server(), tool.tool(), count)));
    used.sort(
        Comparator.comparingLong(UsedTool::calls)
            .reversed()
            .thenComparing(UsedTool::server)
            .thenComparing(UsedTool::tool));
    return List.copyOf(used.subList(0, Math.min(MAX_TOOLS, used.size())));
  }

  /** The newest first: their names begin with the time. */
  private List<Path> batches() {
    List<Path> batches = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(directory, "*" + UsageJournal.SUFFIX)) {
      all.forEach(batches::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // most likely nothing was ever written
    }
    batches.sort(Comparator.reverseOrder());
    return batches.subList(0, Math.min(MAX_BATCHES, batches.size()));
  }

  /** Returns how many bytes were read. */
  private int add(Path file, int most) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(most);
    } catch (IOException e) {
      return 0; // it was not there, or has gone into the history meanwhile
    }
    for (String text : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      Map<String, Object> line =
          JsonValues.members(JsonValues.read(text.getBytes(StandardCharsets.UTF_8)));
      if (number(line.get("version")) > UsageLines.VERSION) {
        break;
      }
      if (client.equals(line.get("client")) && project.equals(line.get("project"))) {
        add(line);
      }
    }
    return bytes.length;
  }

  private void add(Map<String, Object> line) {
    Map<String, Object> ends = JsonValues.members(line.get("ends"));
    long answered = number(ends.get("result")) + number(ends.get("known"));
    if (line.get("server") instanceof String server
        && line.get("tool") instanceof String tool
        && answered > 0) {
      calls.merge(new UsedTool(server, tool, 0), answered, Long::sum);
    }
  }

  /** 0 for what is no number, and for one that no count reaches. */
  private static long number(Object value) {
    try {
      return value instanceof String text ? Math.max(0, Integer.parseInt(text)) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
