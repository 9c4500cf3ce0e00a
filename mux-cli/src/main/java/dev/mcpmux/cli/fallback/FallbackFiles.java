package dev.mcpmux.cli.fallback;

import dev.mcpmux.core.ServerFacts;
import dev.mcpmux.core.config.DirectStart;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.text.ByteText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down the last known command of each server of the config, with mode 0600. {@code
 * fallback.c}, the package {@code attach} and {@code bin/mcpmux} read that. Thread-safe.
 */
public final class FallbackFiles {

  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final FileAttribute<?> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final FallbackPlace place;

  /**
   * @param state the state directory
   */
  public FallbackFiles(Path state) {
    this.place = new FallbackPlace(state);
  }

  /**
   * Brings the files in step with a config that is in force. The script of a server whose entry is
   * wrong now stays as it is.
   *
   * @param config with what is disabled
   * @throws IOException when one cannot be written; the others are
   */
  public synchronized void write(MuxConfig config, FallbackPolicy policy) throws IOException {
    Files.createDirectories(place.directory(), PRIVATE_DIRECTORY);
    Set<Path> wanted = new HashSet<>();
    Map<Path, byte[]> scripts = new LinkedHashMap<>();
    for (ServerConfig server : config.servers().values()) {
      Path script = place.script(server.name());
      if (script == null || !policy.runs(server.name())) {
        continue;
      }
      if (server.launch() instanceof LaunchTemplate.Unusable
          && !config.disabled().contains(server.name())) {
        wanted.add(script);
        continue;
      }
      Optional<DirectStart> start = ServerFacts.directStart(server, config);
      if (start.isPresent()) {
        scripts.put(script, ByteText.bytes(FallbackScript.of(start.get())));
      }
    }
    if (!policy.runs()) {
      scripts.put(place.fail(), "\n".getBytes(StandardCharsets.US_ASCII));
    }
    wanted.addAll(scripts.keySet());
    removeOthers(wanted); // first: on a full disk, what must not run any more goes all the same
    IOException failed = null;
    for (Map.Entry<Path, byte[]> script : scripts.entrySet()) {
      try {
        write(script.getKey(), script.getValue());
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private void removeOthers(Set<Path> wanted) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place.directory())) {
      for (Path file : files) {
        if (!wanted.contains(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Whole or not at all, and only if it is another. */
  private static void write(Path file, byte[] bytes) throws IOException {
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Arrays.equals(read(file), bytes)) {
      return;
    }
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try {
      Files.createFile(draft, PRIVATE);
      Files.write(draft, bytes, StandardOpenOption.WRITE);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }
}
