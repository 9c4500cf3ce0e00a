package dev.mcpmux.cli.edit;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.mcpmux.core.ByteText;
import dev.mcpmux.core.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What changes in a text, for people. */
public final class Diff {

  private static final int CONTEXT = 3;
  private static final int FILE_NAMES = 2;
  private static final String NO_END = "\\ No newline at end of file";
  private static final String MASK = "***";

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
      String shown = line;
      for (String secret : hidden) {
        shown = shown.replace(secret, MASK);
      }
      String[] parts = shown.split("\n", 2); // the note about the last line
      out.append(Printable.lines(parts[0])).append('\n');
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

  /** As they may stand in a text, longest first, so that none hides a part of another. */
  private static List<String> spellings(Collection<String> secrets) {
    List<String> spellings = new ArrayList<>();
    for (String secret : secrets) {
      if (!secret.isEmpty()) {
        String quoted = JsonStyle.quote(secret);
        spellings.add(secret);
        spellings.add(quoted.substring(1, quoted.length() - 1));
        spellings.add(quoted.substring(1, quoted.length() - 1).replace("/", "\\/"));
      }
    }
    spellings.sort(Comparator.comparingInt(String::length).reversed());
    return spellings;
  }
}
