package dev.mcpmux.cli.context;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.ToolResult;
import java.util.List;

/** What tools answer: the same as text for models and as an object for programs. */
final class Replies {

  private Replies() {}

  /** One note with its text. */
  static ToolResult note(String what, Note note) {
    String head = what + " " + line(note);
    String text = note.words().text().isEmpty() ? "" : "\n\n" + note.words().text();
    return result(head + text, json(note, "text"));
  }

  /** A note of which the text is known to who has asked. */
  static ToolResult done(String what, Note note) {
    return result(
        what + " " + line(note),
        Json.object()
            .put("id", note.id())
            .put("version", note.version())
            .put("uri", note.uri())
            .build());
  }

  static ToolResult notes(List<Note> notes, String none, String more) {
    StringBuilder text = new StringBuilder();
    Json.ArrayBuilder all = Json.array();
    for (Note note : notes) {
      text.append(line(note)).append('\n');
      String excerpt = note.words().text().replaceAll("\\s+", " ").strip();
      if (!excerpt.isEmpty()) {
        text.append("    ").append(excerpt).append('\n');
      }
      all.add(json(note, "excerpt"));
    }
    text.append(notes.isEmpty() ? none : more);
    return result(text.toString().strip(), Json.object().put("notes", all.build()).build());
  }

  /** A version that is not the newest was to be saved: both are shown. */
  static ToolResult conflict(Note now, String wanted) {
    String said =
        "Not saved: note "
            + now.id()
            + " was changed by "
            + author(now.editor())
            + " and has version "
            + now.version()
            + " by now. Merge the two texts and save again with version "
            + now.version()
            + ".\n\n--- version "
            + now.version()
            + ", \""
            + now.words().title()
            + "\"\n"
            + now.words().text()
            + (wanted == null ? "" : "\n\n--- what you wanted to save\n" + wanted);
    Json.ObjectBuilder conflict = Json.object().put("current", json(now, "text"));
    if (wanted != null) {
      conflict.put("yours", wanted);
    }
    return ToolResult.of(
        Json.object()
            .put("content", Json.array().add(block(said)).build())
            .put("structuredContent", Json.object().put("conflict", conflict.build()).build())
            .put("isError", true)
            .build());
  }

  static ToolResult result(String text, Json structured) {
    return ToolResult.of(
        Json.object()
            .put("content", Json.array().add(block(text)).build())
            .put("structuredContent", structured)
            .build());
  }

  private static Json block(String text) {
    return Json.object().put("type", "text").put("text", text).build();
  }

  /** In one line, without the text. */
  static String line(Note note) {
    String tags = note.words().tags().isEmpty() ? "" : ", tags " + note.words().tags();
    return "note "
        + note.id()
        + " (version "
        + note.version()
        + ", "
        + note.place().scope().word()
        + (note.words().kind().equals(Note.HANDOVER) ? ", handover" : "")
        + tags
        + ", "
        + author(note.editor())
        + ", "
        + note.updated()
        + "): "
        + note.words().title();
  }

  static String author(Note.Author author) {
    return author.session().isEmpty() ? author.client() : author.client() + " " + author.session();
  }

  /**
   * All that programs may know of it.
   *
   * @param text what that of the text is called that is there
   */
  static Json json(Note note, String text) {
    Json.ObjectBuilder json =
        Json.object()
            .put("id", note.id())
            .put("version", note.version())
            .put("uri", note.uri())
            .put("scope", note.place().scope().word())
            .put("kind", note.words().kind())
            .put("title", note.words().title())
            .put("tags", Json.ofStrings(note.words().tags()))
            .put(text, note.words().text())
            .put("author", author(note.author()))
            .put("created", note.created().toString())
            .put("editor", author(note.editor()))
            .put("updated", note.updated().toString());
    if (note.expires() != null) {
      json.put("expires", note.expires().toString());
    }
    return json.build();
  }
}
