package dev.mcpmux.cli.probe;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.mcpmux.netty.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;

/** The last lines of a log. */
public final class LogTail {

  private static final int MAX_BYTES = 64 * 1024;
  private static final int STDERR_LINES = 10;
  private static final String DAEMON = "daemon.log";
  private static final String STDERR = " stderr: ";

  private LogTail() {}

  /** Of a file; empty where it cannot be read. */
  public static List<String> of(Path file, int count) {
    try (var channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      long start = Math.max(0, channel.size() - MAX_BYTES);
      ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
      channel.position(start);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until the end
      }
      List<String> lines =
          new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * What a server has written to stderr since a moment.
   *
   * @param server what the daemon calls it; empty for the one server that a daemon has had
   */
  static List<String> since(Path logs, String server, Instant since) {
    Path file = server.isEmpty() ? only(logs) : LogFiles.of(logs, server);
    if (file == null) {
      return List.of();
    }
    List<String> lines =
        of(file, Integer.MAX_VALUE).stream()
            .filter(line -> line.contains(STDERR) && !isBefore(line, since))
            .map(line -> line.substring(line.indexOf(STDERR) + STDERR.length()))
            .toList();
    return lines.subList(Math.max(0, lines.size() - STDERR_LINES), lines.size());
  }

  private static boolean isBefore(String line, Instant since) {
    try {
      return Instant.parse(line.substring(0, line.indexOf(' ')))
          .isBefore(since.truncatedTo(MILLIS));
    } catch (DateTimeParseException e) {
      return true; // a line that was cut
    }
  }

  private static Path only(Path logs) {
    try (Stream<Path> files = Files.list(logs)) {
      return files
          .filter(file -> file.toString().endsWith(".log") && !file.endsWith(DAEMON))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }
}
