package dev.mcpmux.cli.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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

  /** The file before it, as it was before the last look at this one. */
  private Object previousStamp;

  private long position;

  /** Of the last line; null before the first. */
  private Instant last;

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
    previousStamp = stamp(previous());
    long size = size(file);
    if (bytes > size) {
      long before = size(previous());
      read(previous(), Math.max(0, before - (bytes - size)), lines);
    }
    position = Math.max(0, size - bytes);
    BasicFileAttributes now = attributes(file);
    key = now == null ? null : keyOf(file, now);
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
    Object before = stamp(previous());
    BasicFileAttributes now = attributes(file);
    if (now == null) {
      return lines; // removed, or between two files
    }
    boolean same = keyOf(file, now).equals(key);
    if (same && now.size() == position) {
      previousStamp = before;
      return lines;
    }
    if (key != null && (!same || now.size() < position)) {
      before = stamp(previous());
      if (before != null && !before.equals(previousStamp)) { // else it was removed
        read(previous(), position, lines);
      }
      position = 0;
    }
    previousStamp = before;
    key = keyOf(file, now);
    position = read(file, position, lines);
    return lines;
  }

  /** Null where it is not there. */
  private static BasicFileAttributes attributes(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (IOException e) {
      return null;
    }
  }

  private static Object keyOf(Path path, BasicFileAttributes found) {
    return found.fileKey() == null ? path : found.fileKey();
  }

  /** Another one when it is another file, or was written; null where it is not there. */
  private static Object stamp(Path path) {
    BasicFileAttributes found = attributes(path);
    return found == null
        ? null
        : List.of(keyOf(path, found), found.size(), found.lastModifiedTime());
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
    int known = lines.size();
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
        text.substring(first).lines().forEach(line -> lines.add(LogLine.of(line, source)));
        at += length;
        bytes.flip().position(length);
        bytes.compact();
      }
      date(lines.subList(known, lines.size()), Files.getLastModifiedTime(from).toInstant());
      return Math.max(at, start);
    } catch (NoSuchFileException | AccessDeniedException e) {
      return start; // it may just have been renamed
    }
  }

  private static int lastLineEnd(ByteBuffer bytes) {
    int at = bytes.position() - 1;
    while (at >= 0 && bytes.get(at) != '\n') {
      at--;
    }
    return at;
  }

  /**
   * Gives a time to the lines that say none: that of the line before. Those at the end came when
   * the file was last written, those at the start with the first that says one.
   */
  private void date(List<LogLine> lines, Instant written) {
    int end = lines.size();
    while (end > 0 && lines.get(end - 1).time() == null) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      LogLine line = lines.get(i);
      if (line.time() == null && last == null) {
        last = firstTime(lines);
      }
      last = line.time() == null ? last : line.time();
      lines.set(i, line.at(last));
    }
    for (int i = end; i < lines.size(); i++) {
      last = last == null || written.isAfter(last) ? written : last;
      lines.set(i, lines.get(i).at(last));
    }
  }

  private static Instant firstTime(List<LogLine> lines) {
    return lines.stream().map(LogLine::time).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
