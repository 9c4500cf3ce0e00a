package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.inner.Frames;

/**
 * Ids of tasks that servers work on: each with its server's key in front, so that its server is
 * known from it alone, whatever mcpmux remembers.
 */
final class TaskIds {
  private TaskIds() {}

  /**
   * @param id may be null
   * @return null when the id is of no server's
   */
  static Member member(Front front, String id) {
    if (id != null) {
      for (Member member : front.members().values()) {
        if (id.startsWith(member.prefix) && member.isOpen()) {
          return member;
        }
      }
    }
    return null;
  }

  static String inward(Member member, String id) {
    return id.startsWith(member.prefix) ? id.substring(member.prefix.length()) : id;
  }

  /** Gives the server its own id back, where the frame has one at this place. */
  static void editInward(Member member, FrameView frame, Field field, FrameEdits edits) {
    if (frame.is(field, ValueType.STRING)) {
      String id = frame.text(field);
      String own = inward(member, id);
      if (!own.equals(id)) {
        edits.replace(frame.start(field), frame.end(field), Frames.utf8(FrameText.quoted(own)));
      }
    }
  }

  /**
   * Puts the server's key in front of its id, where the frame has one at this place; a task that
   * the client works on for it keeps the id that the client gave it.
   */
  static void editOutward(Member member, FrameView frame, Field field, FrameEdits edits) {
    if (frame.is(field, ValueType.STRING)
        && member.front.questions.host(frame.text(field)) != member) {
      int content = frame.start(field) + 1;
      edits.replace(content, content, Frames.utf8(member.prefix));
    }
  }
}
