package dev.mcpmux.cli.change;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** One file of a run. */
public final class RunFile {

  /**
   * As the journal has it.
   *
   * @param number of its copies
   * @param path as it was given
   * @param file the same without symbolic links
   * @param before the sum of the bytes that were there; null if there was no file
   * @param after the sum of the new bytes; null if the file is to go
   * @param mode permission bits that it had; -1 if there was no file
   * @param newMode permission bits that it gets; -1 for what the umask leaves, or none
   * @param made directories that are made for it, outermost first
   */
  record Entry(
      int number,
      Path path,
      Path file,
      String before,
      String after,
      int mode,
      int newMode,
      List<Path> made) {}

  private final Entry entry;
  private final Path copies;

  /**
   * @param copies the directory of the run
   */
  RunFile(Entry entry, Path copies) {
    this.entry = entry;
    this.copies = copies;
  }

  /** As it was given to the run. */
  public Path path() {
    return entry.path();
  }

  /** What the file is at this moment. */
  public FileState state() {
    try {
      String now = sum(now());
      if (Objects.equals(now, entry.after())) {
        return FileState.NEW;
      } else if (Objects.equals(now, entry.before())) {
        return FileState.OLD;
      }
      return now == null ? FileState.GONE : FileState.EDITED;
    } catch (IOException e) {
      return FileState.EDITED;
    }
  }

  /** Whether there was a file before the run. */
  public boolean existed() {
    return entry.before() != null;
  }

  /** Where the bytes before the run are kept, if there was a file. */
  public Path kept() {
    return copyBefore(copies, entry.number());
  }

  /** The bytes before the run; null if there was no file. */
  public byte[] before() throws IOException {
    return entry.before() == null ? null : copy(copyBefore(copies, entry.number()), entry.before());
  }

  /** The bytes that the run wrote, or was to write; null if it was to remove the file. */
  public byte[] after() throws IOException {
    return entry.after() == null ? null : copy(copyAfter(copies, entry.number()), entry.after());
  }

  /**
   * The bytes that are there now; null if there is no file.
   *
   * @throws IOException if it may not be read
   */
  public byte[] now() throws IOException {
    return RealFile.of(entry.file()).bytes();
  }

  Entry entry() {
    return entry;
  }

  static Path copyBefore(Path run, int number) {
    return run.resolve(number + ".before");
  }

  static Path copyAfter(Path run, int number) {
    return run.resolve(number + ".after");
  }

  static String sum(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static byte[] copy(Path path, String sum) throws IOException {
    byte[] bytes = RealFile.bytes(path);
    if (!sum.equals(sum(bytes))) {
      throw new IOException("the copy " + path + " was changed or removed");
    }
    return bytes;
  }
}
