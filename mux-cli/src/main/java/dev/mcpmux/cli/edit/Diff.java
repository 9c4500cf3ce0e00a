package dev.mcpmux.cli.edit;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What changes in a text, for people. */
public final class Diff {

  private static final int CONTEXT = 3;
  private static final int FILE_NAMES = 2;
  private static final String NO_END = "\\ No newline at end of file";
  private static final String MASK = "***";

  private static final Pattern STRING = Pattern.compile("\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|.)");
  private static final Map<String, String> CONTROLS =
      Map.of("\\n", "\n", "\\r", "\r", "\\t", "\t", "\\b", "\b", "\\f", "\f");

  /** Of a secret with several lines, shorter ones tell nothing and stand everywhere. */
  private static final int SHORTEST_LINE = 4;

  private Diff() {}

  /**
   * A unified diff with three lines of context, without the two lines that name the files. Lines
   * end in {@code \n}; a text that lacks the last line end is told as {@code diff} tells it.
   * Control characters are made visible, except that CR before LF is not shown.
   *
   * @param before null for a file that is not there
   * @param after null for a file that is to go
   * @param secrets values that are shown as {@code ***} wherever they stand, also escaped; empty
   *     ones are ignored
   * @return empty if nothing changes
   */
  public static String unified(byte[] before, byte[] after, Collection<String> secrets) {
    List<String> old = lines(before);
    List<String> now = lines(after);
    List<String> diff =
        UnifiedDiffUtils.generateUnifiedDiff("", "", old, DiffUtils.diff(old, now), CONTEXT);
    List<String> hidden = spellings(secrets);
    StringBuilder out = new StringBuilder();
    for (String line : diff.subList(Math.min(FILE_NAMES, diff.size()), diff.size())) {
      String[] parts = masked(line, hidden).split("\n", 2); // the note about the last line
      out.append(Printable.lines(parts[0].replaceFirst("\r$", ""))).append('\n');
      if (parts.length > 1) {
        out.append(NO_END).append('\n');
      }
    }
    return out.toString();
  }

  /** Lines without their ends; one that has none is a different line. */
  private static List<String> lines(byte[] bytes) {
    if (bytes == null || bytes.length == 0) {
      return List.of();
    }
    String[] lines = ByteText.of(bytes).split("\n", -1);
    int last = lines.length - 1;
    if (lines[last].isEmpty()) {
      return Arrays.asList(lines).subList(0, last);
    }
    lines[last] += "\n" + NO_END;
    return Arrays.asList(lines);
  }

  private static String masked(String line, List<String> hidden) {
    if (hidden.isEmpty()) {
      return line;
    }
    String shown =
        STRING
            .matcher(line)
            .replaceAll(
                string -> {
                  String said = unescaped(string.group(1));
                  boolean secret = hidden.stream().anyMatch(said::contains);
                  String quoted = secret ? "\"" + MASK + "\"" : string.group();
                  return Matcher.quoteReplacement(quoted);
                });
    for (String secret : hidden) {
      shown = shown.replace(secret, MASK);
    }
    return shown;
  }

  /** What a string in quotes says, in JSON as in TOML. */
  private static String unescaped(String inner) {
    return ESCAPE
        .matcher(inner)
        .replaceAll(
            escape -> {
              String code = escape.group(1);
              int point = code == null ? -1 : Integer.parseInt(code, 16);
              String said =
                  Character.isValidCodePoint(point)
                      ? Character.toString(point)
                      : CONTROLS.getOrDefault(escape.group(), escape.group().substring(1));
              return Matcher.quoteReplacement(said);
            });
  }

  /** And the lines of those that have several; longest first, so that none hides a part. */
  private static List<String> spellings(Collection<String> secrets) {
    Set<String> spellings = new HashSet<>();
    for (String secret : secrets) {
      spellings.add(secret);
      secret.lines().filter(line -> line.length() >= SHORTEST_LINE).forEach(spellings::add);
    }
    spellings.remove("");
    List<String> sorted = new ArrayList<>(spellings);
    sorted.sort(Comparator.comparingInt(String::length).reversed());
    return sorted;
  }
}
