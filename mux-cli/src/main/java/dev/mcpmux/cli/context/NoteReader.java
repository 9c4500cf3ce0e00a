package dev.mcpmux.cli.context;

import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads notes from Markdown: what {@link NoteMarkdown} has written, what people have made of it,
 * and files without front matter.
 */
final class NoteReader {

  private static final int MAX_HEAD = 16 * 1024;
  private static final int MAX_AUTHOR = 100;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final String FENCE = NoteMarkdown.FENCE + "\n";

  private final String project;
  private final boolean global;
  private final Instant now;

  /**
   * @param project where notes come to that name another one; null for that one
   * @param global whether one may be for all projects: every session would have it before it
   */
  NoteReader(String project, boolean global, Instant now) {
    this.project = project;
    this.global = global;
    this.now = now;
  }

  /**
   * @param title of a note that has none
   * @throws IOException with a sentence that says what is wrong
   */
  Note read(String title, String file) throws IOException {
    String text = file.startsWith("\uFEFF") ? file.substring(1) : file;
    if (!text.startsWith(FENCE)) { // no export, or not as it was written
      text = text.replace("\r\n", "\n");
    }
    if (!text.startsWith(FENCE)) {
      return note(Map.of(), title, text);
    }
    int end = text.indexOf("\n" + NoteMarkdown.FENCE + "\n", FENCE.length() - 1);
    if (end < 0 || end > MAX_HEAD) {
      throw new IOException("the front matter has no end: a line with three dashes");
    }
    String head = text.substring(FENCE.length(), Math.max(end, FENCE.length()));
    String body = text.substring(end + FENCE.length() + 1);
    try {
      LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(0).build();
      Object values = new Load(settings).loadFromString(head);
      if (!(values instanceof Map<?, ?> map)) {
        throw new IOException("the front matter is no list of names and values");
      }
      return note(map, title, body.startsWith("\n") ? body.substring(1) : body);
    } catch (YamlEngineException e) {
      throw new IOException("the front matter is no YAML");
    }
  }

  private Note note(Map<?, ?> head, String title, String body) throws IOException {
    String text = body.endsWith("\n") ? body.substring(0, body.length() - 1) : body;
    if (text.length() > Note.MAX_TEXT) {
      throw new IOException(text.length() + " characters (limit: " + Note.MAX_TEXT + "); split it");
    }
    Note.Author author =
        new Note.Author(Printable.line(text(head, "author", "import"), MAX_AUTHOR), "");
    String kind = text(head, "kind", Note.PLAIN);
    if (!kind.equals(Note.PLAIN) && !kind.equals(Note.HANDOVER)) {
      throw new IOException("kind: expected note or handover");
    }
    return new Note(
        0,
        1,
        place(head, kind),
        new Note.Words(line(text(head, "title", title)), text, tags(head), kind),
        author,
        author,
        time(head, "created", now),
        time(head, "updated", now),
        time(head, "expires", null));
  }

  private Note.Place place(Map<?, ?> head, String kind) throws IOException {
    String scope = text(head, "scope", NoteScope.PROJECT.word());
    boolean forAll = scope.equals(NoteScope.GLOBAL.word()) && kind.equals(Note.PLAIN);
    if (forAll && global) {
      return new Note.Place(NoteScope.GLOBAL, "");
    }
    if (forAll && project == null) {
      throw new IOException(
          "it is for all projects; allow that with --global, or name one with --project DIR");
    }
    if (!forAll && !scope.equals(NoteScope.PROJECT.word())) {
      throw new IOException("scope: expected project, or global for a note");
    }
    String home = project != null ? project : text(head, "project", "");
    if (!home.startsWith("/")) {
      throw new IOException("it names no project; say which with --project DIR");
    }
    return new Note.Place(NoteScope.PROJECT, home);
  }

  private static String text(Map<?, ?> head, String name, String otherwise) throws IOException {
    Object value = head.get(name);
    if (value instanceof Map || value instanceof List) {
      throw new IOException(name + ": expected a text");
    }
    return value == null ? otherwise : value.toString();
  }

  private static String line(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= Note.MAX_TITLE ? line : line.substring(0, Note.MAX_TITLE);
  }

  private static List<String> tags(Map<?, ?> head) throws IOException {
    List<String> tags = new ArrayList<>();
    if (head.get("tags") instanceof List<?> list) {
      for (Object each : list) {
        String tag = line(String.valueOf(each));
        if (!tag.isEmpty() && tag.length() <= Note.MAX_TAG) {
          tags.add(tag);
        }
      }
    }
    if (tags.size() > Note.MAX_TAGS) {
      throw new IOException("tags: " + tags.size() + " (limit: " + Note.MAX_TAGS + ")");
    }
    return tags;
  }

  private static Instant time(Map<?, ?> head, String name, Instant otherwise) throws IOException {
    String text = text(head, name, "");
    try {
      Instant time = text.isEmpty() ? otherwise : Instant.parse(text);
      if (time == null || !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw new IOException(name + ": expected a time, such as \"2026-11-30T12:00:00Z\"");
  }
}
