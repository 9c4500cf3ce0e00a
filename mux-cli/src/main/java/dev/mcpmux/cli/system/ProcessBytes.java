package dev.mcpmux.cli.system;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this process was given, byte for byte. Java makes U+FFFD of each byte that is not UTF-8;
 * here it is half a character, U+DC00 + the byte, as the daemon has it ({@code ByteText} of
 * mux-core, which a relay does without). The system is asked only where a text is not ASCII, and
 * where it does not tell, Java's text has to do.
 */
public final class ProcessBytes {

  private static final char FIRST = 0xDC80;
  private static final char LAST = 0xDCFF;

  private static final Path SELF = Path.of("/proc/self");

  private ProcessBytes() {}

  /** The variables; of one that is there twice the first counts, as for {@code getenv}. */
  public static Map<String, String> environment() {
    Map<String, String> decoded = System.getenv();
    boolean ascii = true;
    for (Map.Entry<String, String> variable : decoded.entrySet()) {
      ascii &= isAscii(variable.getKey()) && isAscii(variable.getValue());
    }
    List<String> raw = ascii ? null : words("environ");
    if (raw == null) {
      return decoded;
    }
    Map<String, String> environment = new HashMap<>();
    for (String variable : raw) {
      int equals = variable.indexOf('=', 1); // a name may begin with one
      if (equals > 0) {
        environment.putIfAbsent(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return environment;
  }

  /**
   * The last arguments of this process.
   *
   * @param decoded as {@code main} got them
   */
  public static String[] arguments(String[] decoded) {
    List<String> raw = isAscii(String.join("", decoded)) ? null : words("cmdline");
    if (raw == null || raw.size() < decoded.length) {
      return decoded;
    }
    return raw.subList(raw.size() - decoded.length, raw.size()).toArray(new String[0]);
  }

  /** The working directory. */
  public static String cwd() {
    String decoded = System.getProperty("user.dir");
    if (isAscii(decoded)) {
      return decoded;
    }
    try {
      // a path that is not UTF-8 can be had as a URI only
      String uri = Files.readSymbolicLink(SELF.resolve("cwd")).toUri().getRawPath();
      return text(unescaped(uri.substring(0, uri.length() - (uri.endsWith("/") ? 1 : 0))));
    } catch (IOException e) {
      return decoded;
    }
  }

  /**
   * A path of such a text; {@link Path#of} takes none that is not UTF-8.
   *
   * @throws IllegalArgumentException when no path has this text
   */
  public static Path path(String text) {
    if (isUtf8(text)) {
      return Path.of(text);
    }
    boolean absolute = text.startsWith("/");
    StringBuilder uri = new StringBuilder(absolute ? "file://" : "file:///");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= FIRST && c <= LAST) {
        uri.append(String.format("%%%02X", c & 0xFF));
      } else {
        int point = text.codePointAt(i);
        i += Character.charCount(point) - 1;
        for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          uri.append(b == '/' ? "/" : String.format("%%%02X", b & 0xFF));
        }
      }
    }
    Path path = Path.of(URI.create(uri.toString()));
    return absolute ? path : path.subpath(0, path.getNameCount());
  }

  /** Whether Java can hand it on to a process: all of it is UTF-8. */
  public static boolean isUtf8(String text) {
    return isAscii(text) || StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** For people: each byte that is not UTF-8 is {@code \xNN}, and nothing is half a character. */
  public static String shown(String text) {
    if (isUtf8(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (point >= FIRST && point <= LAST) {
                out.append(String.format("\\x%02x", point & 0xFF));
              } else {
                boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
                out.appendCodePoint(half ? 0xFFFD : point);
              }
            });
    return out.toString();
  }

  static String text(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isMalformed()) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (0xDC00 | in.get() & 0xFF));
      }
      result = decoder.decode(in, out, true);
    }
    return out.flip().toString();
  }

  /** What a file of the process system says, with a NUL behind each; null if it does not. */
  private static List<String> words(String file) {
    try {
      byte[] bytes = Files.readAllBytes(SELF.resolve(file));
      List<String> words = new ArrayList<>();
      int from = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == 0) {
          words.add(text(Arrays.copyOfRange(bytes, from, i)));
          from = i + 1;
        }
      }
      return words;
    } catch (IOException e) {
      return null;
    }
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

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
