package dev.mcpmux.netty.process;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.text.ByteText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts what Java cannot start: a program with bytes in its words, its variables or its directory
 * that are not UTF-8, of which a {@link ProcessBuilder} would make {@code ?}. Another program is
 * told all of that in ASCII and becomes it ({@code exec.c} of the native relay, which has the same
 * form). It is told in its environment, which nobody but the user can read.
 */
public final class ExactStarter {

  static final String OPTION = "--exec";
  static final String VARIABLE = "MCPMUX_EXEC_";

  /** Linux takes no longer variable than 128 KiB; a character has four bytes at most. */
  private static final int CHUNK_CHARS = 30_000;

  private final Optional<Path> program;

  /**
   * @param program what is able to do it; empty for nothing
   */
  public ExactStarter(Optional<Path> program) {
    this.program = program;
  }

  /**
   * The words to start for a launch.
   *
   * @param environment to be filled for them
   * @throws IOException when it cannot be done here, with one line that says why
   */
  List<String> command(ProcessLaunch launch, Map<String, String> environment) throws IOException {
    check(launch);
    List<String> fields = new ArrayList<>();
    fields.add(launch.cwd());
    fields.add(Integer.toString(launch.command().size()));
    fields.addAll(launch.command());
    launch.environment().forEach((name, value) -> fields.add(name + "=" + value));
    environment.putAll(chunks(fields));
    return List.of(program.orElseThrow().toString(), OPTION);
  }

  private void check(ProcessLaunch launch) throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("its directory", launch.cwd());
    for (int i = 0; i < launch.command().size(); i++) {
      parts.put(i == 0 ? "its command" : "its argument " + i, launch.command().get(i));
    }
    launch
        .environment()
        .forEach(
            (name, value) ->
                parts.put("the variable " + ByteText.printable(name), name + "=" + value));
    for (Map.Entry<String, String> part : parts.entrySet()) {
      String text = part.getValue();
      if (text.indexOf('\0') >= 0 || !ByteText.hasBytes(text)) {
        throw new IOException(part.getKey() + " has a character that no program can be given");
      }
      if (program.isEmpty() && !ByteText.isUtf8(text)) {
        throw new IOException(
            part.getKey()
                + " has bytes that are not UTF-8, which only an mcpmux that was built with a C"
                + " compiler can hand on");
      }
    }
    if (launch.environment().keySet().stream().anyMatch(name -> name.indexOf('=', 1) > 0)) {
      throw new IOException("a variable has a name that no program can be given");
    }
  }

  /** The fields, a NUL behind each, cut into pieces; what is special is written as {@code %XX}. */
  private static Map<String, String> chunks(List<String> fields) {
    StringBuilder text = new StringBuilder();
    for (String field : fields) {
      escape(text, field);
      text.append("%00");
    }
    Map<String, String> chunks = new LinkedHashMap<>();
    for (int from = 0; from < text.length(); ) {
      int end = Math.min(text.length(), from + CHUNK_CHARS);
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
      chunks.put(VARIABLE + chunks.size(), text.substring(from, end));
      from = end;
    }
    return chunks;
  }

  private static void escape(StringBuilder out, String field) {
    int[] points = field.codePoints().toArray();
    for (int point : points) {
      boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      if (half || point == '%') {
        out.append(String.format("%%%02X", point & 0xFF));
      } else {
        out.appendCodePoint(point);
      }
    }
  }
}
