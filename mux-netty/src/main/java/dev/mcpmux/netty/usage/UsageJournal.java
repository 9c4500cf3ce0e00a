package dev.mcpmux.netty.usage;

import dev.mcpmux.core.meter.Usage;
import dev.mcpmux.core.port.UsedTool;
import dev.mcpmux.netty.files.PrivateFiles;
import dev.mcpmux.netty.log.Log;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A directory with a file for each batch of numbers. A file is there as a whole or not at all, and
 * is never changed: whoever reads it removes it, and may remember its name so as not to count it
 * twice. When nobody removes any, there are {@link #MAX_BYTES} and {@link #MAX_FILES} at most.
 *
 * <p>Thread-safe. Writes files: never on the event loop. What cannot be written is lost, which is
 * said once in the log, and costs nothing else.
 */
public final class UsageJournal {

  static final int MAX_FILES = 1000;
  static final long MAX_BYTES = 16L << 20;

  /** So much is worth to be read. */
  static final int MANY_FILES = 100;

  static final long MANY_BYTES = 256L << 10;

  /** How often somebody is asked to read when there is no room: whatever hinders may be gone. */
  static final long ASK_NANOS = TimeUnit.HOURS.toNanos(1);

  static final String SUFFIX = ".jsonl";

  private final Path directory;
  private final LongSupplier nanos;

  /** Tells the sessions and the files of this life from those of others. */
  private final String life = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  private int number;

  /** What is there at most: somebody may have removed some. */
  private int files = MAX_FILES;

  private long bytes;

  /** What has come since it was much for the last time. */
  private int newFiles = -1;

  private long newBytes;
  private boolean failing;

  private boolean full;

  /** When it was said last that it is much. */
  private long asked;

  public UsageJournal(Path directory) {
    this(directory, System::nanoTime);
  }

  UsageJournal(Path directory, LongSupplier nanos) {
    this.directory = directory;
    this.nanos = nanos;
    this.asked = nanos.getAsLong() - ASK_NANOS;
  }

  /** Returns whether it is there now. */
  public synchronized boolean write(Usage.Batch batch) {
    long now = System.currentTimeMillis();
    byte[] text = UsageLines.of(batch, life, now / 1000);
    try {
      checkRoom();
      String name = now + "-" + life + "-" + ++number;
      PrivateFiles.write(directory.resolve(name + SUFFIX), text);
    } catch (IOException e) {
      if (!failing) {
        Log.warn("what is used is not written down: " + e);
      }
      failing = true;
      return false;
    }
    failing = false;
    files++;
    newFiles++;
    bytes += text.length;
    newBytes += text.length;
    return true;
  }

  /**
   * Whether so much has come since this was asked and was so that it is worth to be read; and once
   * an hour while there is no room.
   */
  public synchronized boolean takeMuch() {
    boolean much = newFiles >= MANY_FILES || newBytes >= MANY_BYTES;
    much |= full && nanos.getAsLong() - asked >= ASK_NANOS;
    if (much) {
      asked = nanos.getAsLong();
      newFiles = 0;
      newBytes = 0;
    }
    return much;
  }

  /** What a client has used in a project, those tools first that it has used most. */
  List<UsedTool> used(String client, String project) {
    return new UsedBefore(directory, client, project).read();
  }

  private void checkRoom() throws IOException {
    if (isFull()) {
      look();
    }
    if (newFiles < 0) { // the first time
      newFiles = files;
      newBytes = bytes;
    }
    full = isFull();
    if (full) {
      throw new IOException("nobody has read what is in " + directory);
    }
  }

  private boolean isFull() {
    return files >= MAX_FILES || bytes >= MAX_BYTES;
  }

  private void look() throws IOException {
    files = 0;
    bytes = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        files++;
        bytes += size(file);
      }
    } catch (NoSuchFileException e) {
      // nothing was ever written
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0; // read meanwhile
    }
  }
}
