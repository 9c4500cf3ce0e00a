package dev.mcpmux.cli.top;

import java.util.List;
import org.jline.utils.AttributedStyle;

/**
 * What the terminal can show.
 *
 * @param coloured whether there may be colours
 * @param blocks whether it has the characters of bars
 */
record Look(int columns, int rows, boolean coloured, boolean blocks) {

  static final int MIN_COLUMNS = 60;
  static final int MIN_ROWS = 10;

  private static final int WIDE = 110;
  private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
  private static final String PLAIN = ".:-=+*%#";

  /** On anything smaller a table says nothing. */
  boolean isTooSmall() {
    return columns < MIN_COLUMNS || rows < MIN_ROWS;
  }

  boolean isWide() {
    return columns >= WIDE;
  }

  AttributedStyle style(Table.Tone tone) {
    AttributedStyle plain = AttributedStyle.DEFAULT;
    return switch (tone) {
      case PLAIN -> plain;
      case DIM -> coloured ? plain.faint() : plain;
      case ODD -> coloured ? plain.foreground(AttributedStyle.YELLOW) : plain;
      case BAD -> coloured ? plain.foreground(AttributedStyle.RED) : plain.bold();
    };
  }

  /**
   * Numbers as bars, one character each; those that are 0 are left blank.
   *
   * @param width the last so many
   * @param max what the highest bar stands for
   */
  String bars(List<Double> numbers, int width, double max) {
    String heights = blocks ? BLOCKS : PLAIN;
    StringBuilder bars = new StringBuilder();
    for (double number : numbers.subList(Math.max(0, numbers.size() - width), numbers.size())) {
      int height = (int) Math.ceil(number / max * heights.length());
      bars.append(
          number <= 0 ? ' ' : heights.charAt(Math.max(0, Math.min(height, heights.length()) - 1)));
    }
    return " ".repeat(Math.max(0, width - bars.length())) + bars;
  }
}
