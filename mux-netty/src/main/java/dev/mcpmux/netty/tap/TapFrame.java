package dev.mcpmux.netty.tap;

import dev.mcpmux.core.frame.FrameKind;
import java.util.Arrays;

/**
 * One frame that passed, as it was seen: made on the event loop, and never changed after.
 *
 * @param millis when, since 1970
 * @param from who sent it
 * @param to who gets it; {@link Party#MCPMUX} for what mcpmux answers itself, keeps or drops
 * @param link whose it is
 * @param head what kind of message it is
 * @param size its bytes, and how long its reply took
 * @param note what else there is to say; null for nothing
 * @param body its bytes, as far as they are kept; null for none
 */
record TapFrame(
    long millis,
    Party from,
    Party to,
    TapLink link,
    TapHead head,
    TapSize size,
    String note,
    byte[] body) {

  /** Who speaks or is spoken to. */
  enum Party {
    CLIENT("client"),
    SERVER("server"),
    MCPMUX("mcpmux");

    private final String word;

    Party(String word) {
      this.word = word;
    }

    /** As it stands in the JSON. */
    String word() {
      return word;
    }
  }

  /**
   * @param session its number; 0 for none, or where that is not known
   * @param server a name; empty where it is not known
   * @param id the id on the client's side, as it is written there; null for none
   * @param serverId the id on the server's side, likewise
   */
  record TapLink(int session, String server, String id, String serverId) {}

  /**
   * @param method of a reply that of its request; null where it is not known
   * @param tool what is called, got or read; null for nothing
   * @param failed whether it says that something has failed
   */
  record TapHead(FrameKind kind, String method, String tool, boolean failed) {}

  /**
   * @param bytes of the frame as its sender wrote it
   * @param nanos of a reply, since its request was sent; -1 where that is not known
   */
  record TapSize(long bytes, long nanos) {}

  boolean isReply() {
    return head.kind() == FrameKind.RESPONSE || head.kind() == FrameKind.ERROR_RESPONSE;
  }

  boolean isRequest() {
    return head.kind() == FrameKind.REQUEST;
  }

  /** The same with so many of its bytes at most. */
  TapFrame cut(int maxBytes) {
    if (body == null || body.length <= maxBytes) {
      return this;
    }
    byte[] less = maxBytes == 0 ? null : Arrays.copyOf(body, maxBytes);
    return new TapFrame(millis, from, to, link, head, size, note, less);
  }
}
