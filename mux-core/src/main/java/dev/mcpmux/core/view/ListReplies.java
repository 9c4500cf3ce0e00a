package dev.mcpmux.core.view;

import dev.mcpmux.core.find.FindTools;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.io.ByteArrayOutputStream;

/** Answers clients with lists, in the order of the config, in their names and without pages. */
final class ListReplies {
  private final View view;

  ListReplies(View view) {
    this.view = view;
  }

  /** Answers with what is known that all servers list, unless the client has taken it back. */
  void reply(Front front, FrontRequest request, Offer offer) {
    if (!front.end(request)) {
      return;
    }
    if (front.lists(offer)) {
      view.tellState(front);
    }
    int limit = view.maxListBytes();
    long bytes = front.finds(offer) ? 0 : bytes(front, offer);
    ByteArrayOutputStream out =
        new ByteArrayOutputStream((int) Math.max(64, Math.min(bytes, limit)));
    out.writeBytes(Frames.utf8("{\"" + offer.member + "\":["));
    int empty = out.size();
    if (front.finds(offer)) {
      out.writeBytes(FindTools.definitions());
    }
    for (Member member : front.members().values()) {
      // so much is an error already
      if (member.isOpen() && out.size() <= limit) {
        write(out, empty, front, member.list(offer));
      }
    }
    out.writeBytes(Frames.utf8("]}"));
    send(front, request, out.toByteArray());
  }

  /** About how long a list of all is. */
  private static long bytes(Front front, Offer offer) {
    return front.members().values().stream()
        .flatMap(member -> member.list(offer).items.stream())
        .mapToLong(Item::bytes)
        .sum();
  }

  /** Answers with a list, or with an error where it is longer than any frame may be. */
  void send(Front front, FrontRequest request, byte[] result) {
    byte[] frame = Messages.result(request.id.token(), result);
    int limit = view.maxListBytes();
    if (frame.length > limit) {
      frame =
          Messages.error(request.id, Refusal.busy("bytes of the list", frame.length, limit, null));
    }
    view.send(front, request.stream, frame);
  }

  private boolean shows(MemberList list, Item item, String as) {
    return !list.isFound() || view.isListed(list.member, item.id()) && !FindTools.isName(as);
  }

  private void write(ByteArrayOutputStream out, int empty, Front front, MemberList list) {
    Member member = list.member;
    for (int i = 0; i < list.items.size(); i++) {
      Item item = list.items.get(i);
      String as = list.offer.hasUri() ? front.names.uris.see(member, item.id()) : list.names.get(i);
      if (as != null && shows(list, item, as)) {
        if (out.size() > empty) {
          out.write(',');
        }
        item.write(out, as, uri -> front.names.uris.see(member, uri));
      }
    }
  }
}
