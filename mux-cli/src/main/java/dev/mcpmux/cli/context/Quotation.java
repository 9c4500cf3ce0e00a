package dev.mcpmux.cli.context;

import dev.mcpmux.core.text.Printable;
import java.util.List;

/**
 * What sessions have left, as text for a model that must not take it for what the user or mcpmux
 * says: in lines that begin with a mark, so that nothing in it can look like its end.
 */
final class Quotation {

  private static final String MARK = "> ";
  private static final String CUT = "[…]";

  /** Of the line with a note's title and tags. */
  private static final int MAX_HEAD = 1500;

  private Quotation() {}

  /**
   * Notes one after the other: of each the title, and of the texts what there is room for beside
   * those, the first ones first. One that is cut says how it is read.
   *
   * @param max in characters, about
   */
  static String of(List<Note> notes, int max) {
    List<String> heads = notes.stream().map(Quotation::head).toList();
    int room = max - heads.stream().mapToInt(String::length).sum();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < notes.size(); i++) {
      Note note = notes.get(i);
      StringBuilder body = new StringBuilder();
      boolean whole = quote(body, note.words().text(), room);
      room -= body.length();
      text.append(heads.get(i)).append(body);
      text.append(
          whole ? "\n" : "(cut; context_read with id " + note.id() + " returns all of it)\n\n");
    }
    return text.toString();
  }

  private static String head(Note note) {
    StringBuilder head = new StringBuilder();
    quote(head, Replies.line(note), MAX_HEAD);
    return head.toString();
  }

  /** Returns whether there was room for all. */
  private static boolean quote(StringBuilder text, String lines, int max) {
    for (String said : lines.split("\\R", -1)) {
      String line = Printable.line(said); // a client may show it on a terminal
      int room = max - text.length();
      if (room <= 0) {
        return false;
      }
      boolean whole = line.length() <= room;
      text.append(MARK).append(whole ? line : cut(line, room)).append('\n');
      if (!whole) {
        return false;
      }
    }
    return true;
  }

  private static String cut(String line, int room) {
    int end = Character.isHighSurrogate(line.charAt(room - 1)) ? room - 1 : room;
    return line.substring(0, end) + CUT;
  }
}
