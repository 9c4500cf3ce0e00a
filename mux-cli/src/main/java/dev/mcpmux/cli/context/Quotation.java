package dev.mcpmux.cli.context;

import java.util.List;

/**
 * What sessions have left, as text for a model that must not take it for what the user or mcpmux
 * says: in lines that begin with a mark, so that nothing in it can look like its end.
 */
final class Quotation {

  private static final String MARK = "> ";
  private static final String CUT = "[…]";

  private Quotation() {}

  /**
   * Notes one after the other, as far as they fit; the last may be cut, and says how it is read.
   *
   * @param max in characters
   */
  static String of(List<Note> notes, int max) {
    StringBuilder text = new StringBuilder();
    for (Note note : notes) {
      quote(text, Replies.line(note), max);
      quote(text, note.words().text(), max);
      text.append('\n');
      if (text.length() >= max) {
        text.append("(cut; context_read with id ")
            .append(note.id())
            .append(" returns all of it, and context_list what else there is)\n");
        break;
      }
    }
    return text.toString();
  }

  private static void quote(StringBuilder text, String lines, int max) {
    for (String line : lines.split("\\R", -1)) {
      int room = max - text.length();
      if (room <= 0) {
        return;
      }
      text.append(MARK).append(line.length() <= room ? line : cut(line, room)).append('\n');
    }
  }

  private static String cut(String line, int room) {
    int end = Character.isHighSurrogate(line.charAt(room - 1)) ? room - 1 : room;
    return line.substring(0, end) + CUT;
  }
}
