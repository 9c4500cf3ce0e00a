package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.names.NameTable;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;

/** Where a request names the tool or prompt that it is about. */
class NamedCall {
  static final NamedCall TOOL = new NamedCall(Offer.TOOLS, Field.NAME);
  static final NamedCall PROMPT = new NamedCall(Offer.PROMPTS, Field.NAME);
  static final NamedCall REFERENCE = new NamedCall(Offer.PROMPTS, Field.REF_NAME);

  final Offer offer;
  private final Field field;

  NamedCall(Offer offer, Field field) {
    this.offer = offer;
    this.field = field;
  }

  String name(FrameView frame) {
    return frame.text(field);
  }

  /** Names it as its server does, and makes of the frame what the server is to get. */
  void edit(FrameView frame, String own, FrameEdits edits) {
    edits.replace(frame, field, Frames.utf8(FrameText.quoted(own)));
  }

  /** Whether a list, in which its name stands, is new enough for it. */
  boolean goesBy(MemberList list) {
    return true;
  }

  /** It waits for lists: only the frame is kept meanwhile. */
  void waits() {}

  /** Whether it waits for that list once more, as it is too old now. */
  boolean waitsAgain(MemberList list) {
    return false;
  }

  /** The upstream that alone may have it; 0 for whichever its member goes to. */
  int onlyFor(Member member) {
    return 0;
  }

  /**
   * The answer that it has in place of the server's, because it is not sent there; null for none.
   *
   * @param tool null for one that no list has
   */
  byte[] held(FrontRequest request, FrameView frame, NameTable.Entry<Member> tool) {
    return null;
  }

  /** What is answered where there is no such tool or prompt. */
  byte[] unknown(Front front, FrontRequest request, String name) {
    String what = offer == Offer.TOOLS ? "tool" : "prompt";
    return Messages.error(request.id, Refusal.invalidParams("Unknown " + what + ": " + name));
  }
}
