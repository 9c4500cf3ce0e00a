package dev.mcpmux.cli.client;

import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.EditException;
import dev.mcpmux.cli.edit.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Files that clients have beside those with servers. */
final class JsonFile {

  private JsonFile() {}

  /** What one says; nothing where it is not there or cannot be understood. */
  static Map<String, Object> tree(Path file) {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    try {
      return ConfigText.of(Files.readAllBytes(file), Format.JSONC).tree();
    } catch (IOException | EditException e) {
      return Map.of(); // the client does not read it either
    }
  }
}
