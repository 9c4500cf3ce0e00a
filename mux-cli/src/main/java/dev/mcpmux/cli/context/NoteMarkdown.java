package dev.mcpmux.cli.context;

import dev.mcpmux.core.frame.FrameText;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A note as Markdown with front matter: lines of YAML between two lines of dashes, then the text.
 * What a session has written is in quotes there, as JSON writes it, so that it cannot be taken for
 * another line. {@link NoteReader} reads it.
 */
final class NoteMarkdown {

  static final String FENCE = "---";

  /** What may stand in a string of JSON, but nowhere in YAML. */
  private static final Pattern NO_YAML =
      Pattern.compile("[\\x7f-\\x9f\\x{feff}\\x{fffe}\\x{ffff}]");

  private NoteMarkdown() {}

  static String write(Note note) {
    StringBuilder out = new StringBuilder(FENCE).append('\n');
    line(out, "title", quoted(note.words().title()));
    line(out, "scope", note.place().scope().word());
    if (note.place().scope() == NoteScope.PROJECT) {
      line(out, "project", quoted(note.place().home()));
    }
    line(out, "kind", note.words().kind());
    String tags =
        note.words().tags().stream().map(NoteMarkdown::quoted).collect(Collectors.joining(", "));
    line(out, "tags", "[" + tags + "]");
    line(out, "author", quoted(Replies.author(note.author())));
    line(out, "created", quoted(note.created().toString()));
    line(out, "updated", quoted(note.updated().toString()));
    if (note.expires() != null) {
      line(out, "expires", quoted(note.expires().toString()));
    }
    line(out, "id", Long.toString(note.id()));
    line(out, "version", Long.toString(note.version()));
    return out.append(FENCE).append("\n\n").append(note.words().text()).append('\n').toString();
  }

  private static String quoted(String text) {
    return NO_YAML
        .matcher(FrameText.quoted(text))
        .replaceAll(odd -> String.format("\\\\u%04x", (int) odd.group().charAt(0)));
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append(name).append(": ").append(value).append('\n');
  }
}
