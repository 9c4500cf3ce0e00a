package dev.mcpmux.core.sharing;

import dev.mcpmux.core.text.ByteText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Paths as text, for {@link Path} knows only those that are UTF-8. */
final class TextPaths {
  private TextPaths() {}

  /**
   * The path that is meant in a directory, without {@code .}, {@code ..} and doubled slashes.
   *
   * @param directory absolute
   */
  static String resolve(String directory, String path) {
    if (ByteText.isUtf8(directory) && ByteText.isUtf8(path)) {
      return Path.of(directory).resolve(path).normalize().toString();
    }
    List<String> names = new ArrayList<>();
    for (String name : (path.startsWith("/") ? path : directory + "/" + path).split("/")) {
      if (name.equals("..")) {
        names.subList(Math.max(0, names.size() - 1), names.size()).clear();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return "/" + String.join("/", names);
  }
}
