package dev.mcpmux.cli.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One log and the one before it, {@code NAME.log.1}: how far it was read, and what has come since.
 * A log is renamed when it is long enough (a server's), or copied and cut to nothing (the
 * daemon's); in both cases the other file has what was not read yet, at the same place.
 */
final class LogFile {

  private static final int CHUNK = 64 * 1024;

  private final Path file;
  private final String source;
  private Object key;
  private long position;
  private Instant last = Instant.EPOCH;

  LogFile(Path file) {
    this.file = file;
    this.source = file.getFileName().toString().replaceFirst("\\.log$", "");
  }

  Path file() {
    return file;
  }

  /**
   * What there is, the oldest first.
   *
   * @param bytes how much of the end is enough
   */
  List<LogLine> read(long bytes) throws IOException {
    List<LogLine> lines = new ArrayList<>();
    long size = size(file);
    if (bytes > size) {
      long before = size(previous());
      read(previous(), Math.max(0, before - (bytes - size)), lines);
    }
    position = Math.max(0, size - bytes);
    key = key();
    position = read(file, position, lines);
    return lines;
  }

  /** What there is, the oldest first; nothing where all of it is older than this. */
  List<LogLine> since(Instant time) throws IOException {
    boolean old = Files.exists(file) && Files.getLastModifiedTime(file).toInstant().isBefore(time);
    return read(old ? 0 : Long.MAX_VALUE);
  }

  /** What has come since the last time. */
  List<LogLine> more() throws IOException {
    List<LogLine> lines = new ArrayList<>();
    Object now = key();
    if (now == null) {
      return lines; // removed, or between two files
    }
    if (key != null && (!now.equals(key) || size(file) < position)) {
      read(previous(), position, lines);
      position = 0;
    }
    key = now;
    position = read(file, position, lines);
    return lines;
  }

  /** Null where it is not there. */
  private Object key() {
    try {
      Object found = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return found == null ? file : found;
    } catch (IOException e) {
      return null;
    }
  }

  private Path previous() {
    return file.resolveSibling(file.getFileName() + ".1");
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Reads whole lines from there on. Returns where the first line begins that is not whole. */
  private long read(Path from, long start, List<LogLine> lines) throws IOException {
    if (!Files.isReadable(from)) {
      return start;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(from, StandardOpenOption.READ)) {
      // one byte before: a line of which only the end is wanted is left out
      channel.position(Math.max(0, start - 1));
      boolean cut = start > 0;
      long at = channel.position();
      ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
      while (channel.read(bytes) > 0) {
        int end = lastLineEnd(bytes);
        if (end < 0 && bytes.hasRemaining()) {
          continue;
        }
        int length = end < 0 ? bytes.position() : end + 1; // a line without end is several
        String text = new String(bytes.array(), 0, length, StandardCharsets.UTF_8);
        int first = cut ? text.indexOf('\n') + 1 : 0;
        cut = false;
        text.substring(first).lines().forEach(line -> add(line, lines));
        at += length;
        bytes.flip().position(length);
        bytes.compact();
      }
      return Math.max(at, start);
    }
  }

  private static int lastLineEnd(ByteBuffer bytes) {
    int at = bytes.position() - 1;
    while (at >= 0 && bytes.get(at) != '\n') {
      at--;
    }
    return at;
  }

  private void add(String text, List<LogLine> lines) {
    LogLine line = LogLine.of(text, source, last);
    last = line.time();
    lines.add(line);
  }
}
