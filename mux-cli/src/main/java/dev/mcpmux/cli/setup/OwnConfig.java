package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.FileChange;
import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.EditException;
import dev.mcpmux.cli.edit.Format;
import dev.mcpmux.cli.setup.entry.Server;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The config of mcpmux, to which servers are added. */
final class OwnConfig {

  static final String SERVERS = "mcpServers";

  private final Path file;
  private final byte[] before;
  private ConfigText text;

  /** Also those of {@code servers.d}; null for one that is no object. */
  private final Map<String, Map<String, Object>> entries = new LinkedHashMap<>();

  private final List<String> notices = new ArrayList<>();

  private OwnConfig(Path file, byte[] before, ConfigText text) {
    this.file = file;
    this.before = before;
    this.text = text;
  }

  /**
   * Reads it; a file that is not there has no servers.
   *
   * @throws IOException if it cannot be read or understood; the message is for people
   */
  static OwnConfig read(Path file) throws IOException {
    byte[] bytes = null;
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + ": it is no regular file");
    }
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      // the first run makes it
    }
    OwnConfig config = new OwnConfig(file, bytes, parse(file, bytes));
    config.keep(config.text);
    try (DirectoryStream<Path> dropIns =
        Files.newDirectoryStream(file.resolveSibling("servers.d"), "*.json")) {
      for (Path each : dropIns) {
        config.keepDropIn(each);
      }
    } catch (NoSuchFileException e) {
      // none
    }
    return config;
  }

  /** One that is broken is no reason to leave all others out; the daemon says what is wrong. */
  private void keepDropIn(Path dropIn) {
    try {
      if (!Files.isRegularFile(dropIn)) {
        throw new IOException(dropIn + ": it is no regular file");
      }
      keep(parse(dropIn, Files.readAllBytes(dropIn)));
    } catch (AccessDeniedException e) {
      notices.add(dropIn + ": it may not be read, and is not looked at.");
    } catch (IOException e) {
      notices.add(e.getMessage() + ", and is not looked at.");
    }
  }

  private static ConfigText parse(Path file, byte[] bytes) throws IOException {
    try {
      return ConfigText.of(bytes, Format.JSONC);
    } catch (EditException e) {
      throw new IOException(file + ": " + e.withPlace());
    }
  }

  @SuppressWarnings("unchecked")
  private void keep(ConfigText from) {
    if (from.get(List.of(SERVERS)) instanceof Map<?, ?> servers) {
      servers.forEach(
          (name, entry) ->
              entries.putIfAbsent(
                  String.valueOf(name),
                  entry instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of()));
    }
  }

  /** What people should know of it. */
  List<String> notices() {
    return notices;
  }

  Path file() {
    return file;
  }

  Set<String> names() {
    return entries.keySet();
  }

  Map<String, Object> entry(String name) {
    return entries.get(name);
  }

  /** The name of a server that does for this one, of the same name rather than of another. */
  Optional<String> equalTo(Server wanted, String name) {
    if (does(name, wanted)) {
      return Optional.of(name);
    }
    return entries.keySet().stream().filter(other -> does(other, wanted)).findFirst();
  }

  private boolean does(String name, Server wanted) {
    Map<String, Object> entry = entries.get(name);
    return entry != null
        && Server.ofConfig(entry).filter(server -> server.does(wanted)).isPresent();
  }

  private void add(String name, Map<String, Object> entry) throws EditException {
    text = text.set(List.of(SERVERS, name), entry);
    entries.put(name, entry);
  }

  /**
   * As {@link #add}.
   *
   * @throws IOException if the file has no place for it; the message is for people
   */
  void put(String name, Map<String, Object> entry) throws IOException {
    try {
      add(name, entry);
    } catch (EditException e) {
      throw new IOException(file + " cannot be edited: " + e.withPlace());
    }
  }

  /** Nobody else may read what servers are given. */
  FileChange change() {
    return new FileChange(file, before, text.bytes(), true).needed();
  }

  /** For clients that are to use servers that are in it: it must still be what it was. */
  FileChange asItIs() {
    return new FileChange(file, before, before, true).needed();
  }
}
