package dev.mcpmux.netty.files;

import dev.mcpmux.netty.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the core keeps beyond the daemon's life: one file of mode 0600 per key, written whole or not
 * at all.
 *
 * <p>Thread-safe. Reads and writes files: never on the event loop.
 */
public final class StateFiles {

  private final Path directory;
  private final Map<String, byte[]> kept = new ConcurrentHashMap<>();

  /**
   * @param directory exists already
   */
  public StateFiles(Path directory) {
    this.directory = directory;
  }

  /** Null when there is nothing, or it cannot be read. */
  public byte[] load(String key) {
    try {
      return Files.readAllBytes(file(key));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      Log.warn("cannot read what was kept of " + key + ": " + e);
      return null;
    }
  }

  /** Says what {@link #save} is to write; the last word holds. Does not block. */
  public void keep(String key, byte[] bytes) {
    kept.put(key, bytes);
  }

  /** Returns false when there was something to write, and it could not be. */
  public synchronized boolean save(String key) {
    byte[] bytes = kept.remove(key);
    if (bytes == null) {
      return true;
    }
    try {
      PrivateFiles.write(file(key), bytes);
      return true;
    } catch (IOException e) {
      Log.warn("cannot keep " + key + ": " + e);
      return false;
    }
  }

  /** Removes what was saved: nothing is better than what is not true any more. */
  public synchronized void forget(String key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      Log.warn("cannot remove what was kept of " + key + ": " + e);
    }
  }

  private Path file(String key) {
    return directory.resolve(key + ".json");
  }
}
