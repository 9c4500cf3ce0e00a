package dev.mcpmux.cli.context;

import java.time.Instant;
import java.util.List;

/**
 * What is to be saved. Of a new note all is said; of one that is changed, what is null stays.
 *
 * @param expires null stays; {@link #NEVER} takes away what there was
 */
record Draft(
    String title, String text, List<String> tags, NoteScope scope, String kind, Instant expires) {

  static final Instant NEVER = Instant.MAX;

  /** What a note says once this is saved over it. */
  Note.Words over(Note.Words old) {
    return new Note.Words(
        title != null ? title : old.title(),
        text != null ? text : old.text(),
        tags != null ? tags : old.tags(),
        kind != null ? kind : old.kind());
  }

  /** When a note goes once this is saved over one that goes then. */
  Instant expiresOver(Instant old) {
    if (expires == null) {
      return old;
    }
    return expires.equals(NEVER) ? null : expires;
  }
}
