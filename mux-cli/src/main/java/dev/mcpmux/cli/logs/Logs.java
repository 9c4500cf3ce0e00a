package dev.mcpmux.cli.logs;

import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Logs of one directory, merged by time. */
public final class Logs {

  /** More than the longest line that is written. */
  private static final long LINE_BYTES = 9 * 1024;

  private final Path directory;

  /** The only one that is wanted; null for all. */
  private final Path only;

  private final Map<Path, LogFile> files = new LinkedHashMap<>();

  /**
   * @param only one of the directory's logs; null for all
   */
  public Logs(Path directory, Path only) {
    this.directory = directory;
    this.only = only;
  }

  /** The last lines that there are, for people, the oldest first. */
  public List<String> last(int count) throws IOException {
    return shown(lines(file -> file.read(count * LINE_BYTES), count));
  }

  /**
   * All since then.
   *
   * @param count no more than the last of them
   */
  public List<String> since(Instant time, int count) throws IOException {
    return shown(lines(since(time), count));
  }

  /** The same, only what servers have written to stderr, as they wrote it. */
  public List<String> stderrSince(Instant time, int count) throws IOException {
    Reader all = since(time);
    return lines(file -> all.read(file).stream().filter(LogLine::isStderr).toList(), count).stream()
        .map(LogLine::stderr)
        .toList();
  }

  private static Reader since(Instant time) {
    return file -> file.since(time).stream().filter(line -> !line.time().isBefore(time)).toList();
  }

  /** What has come since the last call of any of these. */
  public List<String> more() throws IOException {
    return shown(lines(LogFile::more, Integer.MAX_VALUE));
  }

  @FunctionalInterface
  private interface Reader {
    List<LogLine> read(LogFile file) throws IOException;
  }

  /**
   * Reads one log after the other, and keeps no more than is wanted. Each log's own lines stay in
   * their order.
   */
  private List<LogLine> lines(Reader reader, int count) throws IOException {
    look();
    List<LogLine> lines = new ArrayList<>();
    for (LogFile file : files.values()) {
      lines.addAll(reader.read(file));
      lines.sort(Comparator.comparing(LogLine::time));
      lines.subList(0, Math.max(0, lines.size() - count)).clear();
    }
    return lines;
  }

  private static List<String> shown(List<LogLine> lines) {
    return lines.stream().map(line -> Printable.line(line.shown())).toList();
  }

  /** There may be new ones. */
  private void look() throws IOException {
    if (only != null) {
      files.computeIfAbsent(only, LogFile::new);
      return;
    }
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*.log")) {
      for (Path file : all) {
        files.computeIfAbsent(file, LogFile::new);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
