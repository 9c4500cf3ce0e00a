package dev.mcpmux.netty.files;

import dev.mcpmux.core.text.ByteText;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Paths of a {@link ByteText}. {@link Path#of} refuses one that is not UTF-8, and {@link
 * Path#toString} cannot say it; as a URI it passes byte for byte.
 */
public final class FilePaths {

  private static final String UNRESERVED = "/-._~";

  private FilePaths() {}

  /**
   * @throws InvalidPathException when no path has this text
   */
  public static Path of(String text) {
    if (ByteText.isUtf8(text)) {
      return Path.of(text);
    }
    if (!ByteText.hasBytes(text) || text.indexOf('\0') >= 0) {
      throw new InvalidPathException(text, "no path has these characters");
    }
    boolean absolute = text.startsWith("/");
    Path path = Path.of(URI.create("file://" + escaped(absolute ? text : "/" + text)));
    return absolute ? path : path.subpath(0, path.getNameCount());
  }

  /** What {@link #of} would make this path of. */
  public static String text(Path path) {
    String text = path.toString();
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    // of a directory it ends with a slash
    String uri = path.toUri().getRawPath();
    String whole = ByteText.of(unescaped(uri.length() > 1 && uri.endsWith("/") ? trim(uri) : uri));
    if (path.isAbsolute()) {
      return whole;
    }
    String cwd = text(Path.of("").toAbsolutePath());
    return whole.substring(cwd.endsWith("/") ? cwd.length() : cwd.length() + 1);
  }

  private static String trim(String uri) {
    return uri.substring(0, uri.length() - 1);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : ByteText.bytes(text)) {
      char c = (char) (b & 0xFF);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  private static byte[] unescaped(String uri) {
    byte[] out = new byte[uri.length()];
    int length = 0;
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == '%') {
        c = (char) Integer.parseInt(uri.substring(i + 1, i + 3), 16);
        i += 2;
      }
      out[length++] = (byte) c;
    }
    return Arrays.copyOf(out, length);
  }
}
