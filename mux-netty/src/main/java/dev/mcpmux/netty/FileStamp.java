package dev.mcpmux.netty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Tells whether a file is still the one it was. Touches the disk: never on the event loop. */
final class FileStamp {

  private static final String ABSENT = "absent";

  private FileStamp() {}

  /** Where it leads, when it was changed, how long it is; a word of its own for nothing. */
  static String of(Path path) {
    try {
      Path real = path.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
      return attributes.lastModifiedTime().toMillis() + " " + attributes.size() + " " + real;
    } catch (IOException e) {
      return ABSENT;
    }
  }
}
