package dev.mcpmux.core.search;

import java.util.List;
import java.util.regex.Pattern;

/** What a model is told of a tool: more tells it less, measured. */
public final class Sentence {
  /** Some 64 words and parts of words, which is what the model reads. */
  private static final int MAX_CHARS = 400;

  private static final Pattern CASE = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern BETWEEN = Pattern.compile("[_\\-./]+");
  private static final Pattern END = Pattern.compile("(?<=[.!?])\\s|\\n");

  private Sentence() {}

  /** Its server, its name, and the first sentence of its description. */
  public static String of(ToolText tool) {
    StringBuilder text = new StringBuilder();
    text.append(words(tool.server())).append(": ").append(words(tool.name()));
    for (String more : List.of(tool.title(), first(tool.description()))) {
      if (!more.isBlank()) {
        text.append(". ").append(more);
      }
    }
    return start(text.toString());
  }

  /** As much of a wish as a model reads. */
  public static String ofWish(String wish) {
    return start(wish);
  }

  /** The first sentence of a text. */
  static String first(String text) {
    return END.split(text.strip(), 2)[0];
  }

  private static String words(String name) {
    return BETWEEN.matcher(CASE.matcher(name).replaceAll(" ")).replaceAll(" ");
  }

  private static String start(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }
}
