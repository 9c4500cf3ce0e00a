package dev.mcpmux.netty.tap;

import dev.mcpmux.core.frame.FrameKind;
import java.util.Arrays;

/**
 * One frame that passed, as it was seen: made on the event loop, and never changed after.
 *
 * @param way who sent it to whom
 * @param link whose it is
 * @param head what kind of message it is
 * @param time when it was seen
 * @param content what stands in it
 */
record TapFrame(TapWay way, TapLink link, TapHead head, TapTime time, TapContent content) {

  /** Without what peers have chosen. */
  private static final int OBJECT_BYTES = 256;

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
   * @param to {@link Party#MCPMUX} for what mcpmux answers itself, keeps or drops
   */
  record TapWay(Party from, Party to) {}

  /**
   * @param session its number; 0 for none, or where that is not known
   * @param server a name; empty or null where it is not known
   * @param id the id on the client's side, as it is written there; null for none
   * @param serverId the id on the server's side, likewise
   */
  record TapLink(int session, String server, String id, String serverId) {}

  /**
   * @param method of a reply that of its request; null where it is not known
   * @param tool what is called, got or read; null for nothing
   * @param failed whether it says that something has failed
   * @param note what else there is to say; null for nothing
   */
  record TapHead(FrameKind kind, String method, String tool, boolean failed, String note) {

    /** The same with something else to say. */
    TapHead noting(String other) {
      return new TapHead(kind, method, tool, failed, other);
    }

    /** Of a reply: with what is known of its request. */
    TapHead answering(TapHead request) {
      return new TapHead(kind, request.method, request.tool, failed, note);
    }
  }

  /**
   * @param millis when, since 1970
   * @param nanos of a reply, since its request was sent; -1 where that is not known
   */
  record TapTime(long millis, long nanos) {}

  /**
   * @param bytes of the frame as its sender wrote it
   * @param kept as much of it as anybody wants; null for nothing
   */
  record TapContent(long bytes, byte[] kept) {

    int keptBytes() {
      return kept == null ? 0 : kept.length;
    }
  }

  /** How much memory it takes, about. */
  long heldBytes() {
    return OBJECT_BYTES
        + content.keptBytes()
        + length(link.id())
        + length(link.serverId())
        + length(head.tool());
  }

  private static int length(String text) {
    return text == null ? 0 : text.length();
  }

  boolean isReply() {
    return head.kind() == FrameKind.RESPONSE || head.kind() == FrameKind.ERROR_RESPONSE;
  }

  boolean isRequest() {
    return head.kind() == FrameKind.REQUEST;
  }

  /** The same with these of its bytes; null for none. */
  TapFrame keeping(byte[] kept) {
    return new TapFrame(way, link, head, time, new TapContent(content.bytes(), kept));
  }

  /** The same with so many of its bytes at most. */
  TapFrame cut(int maxBytes) {
    if (content.keptBytes() <= maxBytes) {
      return this;
    }
    return keeping(maxBytes == 0 ? null : Arrays.copyOf(content.kept(), maxBytes));
  }
}
