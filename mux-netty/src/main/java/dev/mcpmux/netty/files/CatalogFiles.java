package dev.mcpmux.netty.files;

import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.netty.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the core keeps of servers: one file of mode 0600 for each, whose name is a keyed hash, since
 * what it is kept under holds the environment. The hash's key is a random file of mode 0600 beside
 * them. Files that are too old, and the oldest of too many, are deleted.
 *
 * <p>Thread-safe. Reads and writes files: never on the event loop.
 */
public final class CatalogFiles {

  /** What there is for one key. */
  public record Found(byte[] bytes, long ageMillis, String program) {

    /** What a disk says that does not answer. */
    public static final Found NOTHING = new Found(null, 0, "");
  }

  private static final String SECRET = "secret";
  private static final String SUFFIX = ".catalog";

  private final Path directory;
  private final Function<Launch, String> programs;
  private final int maxFiles;
  private final long maxAgeMillis;
  private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
  private final KeyedHash hash;
  private boolean isClean;

  /**
   * @param directory is made when it is needed
   * @param programs what the program of a launch looks like
   */
  public CatalogFiles(
      Path directory, Function<Launch, String> programs, int maxFiles, long maxAgeMillis) {
    this.directory = directory;
    this.hash = new KeyedHash(directory.resolve(SECRET));
    this.programs = programs;
    this.maxFiles = maxFiles;
    this.maxAgeMillis = maxAgeMillis;
  }

  public Found load(String key, Launch launch) {
    String program = programs.apply(launch);
    try {
      Path file = file(key);
      long age = System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis();
      return new Found(Files.readAllBytes(file), Math.max(0, age), program);
    } catch (NoSuchFileException e) {
      return new Found(null, 0, program);
    } catch (IOException e) {
      Log.warn("cannot read what was kept of a server: " + e);
      return new Found(null, 0, program);
    }
  }

  /** Says what {@link #save} is to write; the last word holds. Does not block. */
  public void keep(String key, byte[] bytes) {
    kept.put(key, bytes);
  }

  public synchronized void save(String key) {
    byte[] bytes = kept.remove(key);
    if (bytes == null) {
      return;
    }
    try {
      PrivateFiles.write(file(key), bytes);
    } catch (IOException e) {
      Log.warn("cannot keep what a server offers: " + e);
    }
  }

  private Path file(String key) throws IOException {
    byte[] name = hash.of(ByteText.bytes(key));
    cleanOnce();
    return directory.resolve(HexFormat.of().formatHex(name, 0, 16) + SUFFIX);
  }

  private synchronized void cleanOnce() throws IOException {
    if (!isClean) {
      isClean = true;
      clean();
    }
  }

  private void clean() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(file -> !file.endsWith(SECRET)).forEach(files::add);
    }
    Map<Path, FileTime> times = new ConcurrentHashMap<>();
    for (Path file : files) {
      times.put(file, Files.getLastModifiedTime(file));
    }
    files.sort(Comparator.comparing(times::get).reversed());
    long oldest = System.currentTimeMillis() - maxAgeMillis;
    int removed = 0;
    for (int i = 0; i < files.size(); i++) {
      if (i >= maxFiles || times.get(files.get(i)).toMillis() < oldest) {
        Files.deleteIfExists(files.get(i));
        removed++;
      }
    }
    if (removed > 0) {
      Log.info(
          "what was kept of servers and is too old or too much is removed: files: "
              + removed
              + " of "
              + files.size()
              + " (limits: maxCatalogEntries, maxCatalogAgeMillis)");
    }
  }
}
