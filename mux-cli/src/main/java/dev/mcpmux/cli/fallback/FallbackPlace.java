package dev.mcpmux.cli.fallback;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where the last known commands are: {@code fallback} in the state directory.
 *
 * <pre>
 * NAME.sh    what a session of this server runs where no daemon can be had
 * fail       there when an ad-hoc command is not run either
 * </pre>
 *
 * A byte of a name that is no letter, digit, {@code _} or {@code -} is {@code %XX}; a name of more
 * than 80 bytes has no file. Each session loads this class, so it needs no other.
 */
public final class FallbackPlace {

  private static final int MAX_NAME_BYTES = 80;
  private static final String HEX = "0123456789ABCDEF";

  private final Path directory;

  /**
   * @param state the state directory
   */
  public FallbackPlace(Path state) {
    directory = state.resolve("fallback");
  }

  Path directory() {
    return directory;
  }

  /** There when sessions are to fail. */
  public Path fail() {
    return directory.resolve("fail");
  }

  /** The script of a server, whether there is one or not; null where there can be none. */
  public Path script(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_NAME_BYTES) {
      return null;
    }
    StringBuilder file = new StringBuilder();
    for (byte each : bytes) {
      if (isPlain(each)) {
        file.append((char) each);
      } else {
        file.append('%').append(HEX.charAt((each >> 4) & 15)).append(HEX.charAt(each & 15));
      }
    }
    return directory.resolve(file.append(".sh").toString());
  }

  private static boolean isPlain(byte c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }
}
