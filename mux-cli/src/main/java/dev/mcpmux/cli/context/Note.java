package dev.mcpmux.cli.context;

import java.time.Instant;
import java.util.List;

/**
 * What a session has left for others, or for itself.
 *
 * @param id never used again, also when the note is gone
 * @param version 1 at first, one more with each change
 * @param place who may see it
 * @param words what it says
 * @param author who wrote it
 * @param editor who changed it last; the author at first
 * @param created when it was written
 * @param updated when it was changed last
 * @param expires when it goes; null for never by itself
 */
record Note(
    long id,
    long version,
    Place place,
    Words words,
    Author author,
    Author editor,
    Instant created,
    Instant updated,
    Instant expires) {

  static final int MAX_TITLE = 200;
  static final int MAX_TEXT = 64 * 1024;
  static final int MAX_TAGS = 16;
  static final int MAX_TAG = 50;

  /** The kind that is offered to the next session. */
  static final String HANDOVER = "handover";

  /** The kind of all others. */
  static final String PLAIN = "note";

  /**
   * Who may see a note.
   *
   * @param home the session or project it belongs to; empty for {@link NoteScope#GLOBAL}
   */
  record Place(NoteScope scope, String home) {}

  /**
   * What a note says.
   *
   * @param kind {@link #PLAIN} or {@link #HANDOVER}
   */
  record Words(String title, String text, List<String> tags, String kind) {
    Words {
      tags = List.copyOf(tags);
    }
  }

  /**
   * Who has written.
   *
   * @param client its name and version
   * @param session the title of its session
   */
  record Author(String client, String session) {}

  /** The address of a note among the resources. */
  String uri() {
    return uri(place.scope, id);
  }

  static String uri(NoteScope scope, long id) {
    return "context://" + scope.word() + "/" + id;
  }
}
