package dev.mcpmux.core.view;

import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.words.ListKind;

/**
 * Tells clients that a list has changed: after they said that they are initialized, and when one
 * change follows another, once for all in a while, however many servers it was.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/server/tools#list-changed-notification">2025-11-25/server/tools#list-changed-notification</a>
 */
final class Changes {
  private final View view;

  Changes(View view) {
    this.view = view;
  }

  void owe(Front front, ListKind kind) {
    front.owe(kind);
    send(front, kind);
  }

  /** As {@link #owe}, for a list that has changed only as far as this member is concerned. */
  void owe(Member member, ListKind kind) {
    if (kind != ListKind.TOOLS || view.listsToolsOf(member)) {
      owe(member.front, kind);
    }
  }

  void oweAll(Member member) {
    for (ListKind kind : ListKind.values()) {
      owe(member, kind);
    }
  }

  void oweAll(Front front) {
    for (ListKind kind : ListKind.values()) {
      owe(front, kind);
    }
  }

  /** The client can be told again. */
  void sendOwed(Front front) {
    for (ListKind kind : ListKind.values()) {
      send(front, kind);
    }
  }

  private void send(Front front, ListKind kind) {
    if (!front.isQuiet(kind)
        && front.isOpen()
        && front.isInitialized()
        && front.isWritable()
        && front.takeOwed(kind)) {
      view.send(front, MuxActions.MAIN_STREAM, kind.frame());
      long millis = view.limits().listChangedWindowMillis();
      if (millis > 0) {
        front.keepQuiet(kind, view.schedule(millis, () -> send(front, kind)));
      }
    }
  }
}
