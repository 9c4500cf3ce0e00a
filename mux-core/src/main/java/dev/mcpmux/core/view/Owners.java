package dev.mcpmux.core.view;

import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;

/**
 * Whose a name is that no list has at the moment, and what is said when its server cannot be asked.
 * That there is no such tool is for the server to say, as long as anybody may know it.
 */
final class Owners {
  private Owners() {}

  /** The member that a name stands for, whatever its state; null for none. */
  static Member of(Front front, Offer offer, String name) {
    NameTable.Listed listed = table(front, offer).listed(name);
    if (listed != null) {
      return front.members().get(listed.server());
    }
    for (Member member : front.members().values()) {
      if (name.startsWith(member.prefix)) {
        return member;
      }
    }
    return null;
  }

  /** The member whose a URI certainly is, whatever its state; null for none. */
  static Member of(Front front, String uri) {
    String holder = front.subscriptions().get(uri);
    if (holder != null) {
      return front.members().get(holder);
    }
    for (Member member : front.members().values()) {
      if (Uris.isOwner(member, uri)) {
        return member;
      }
    }
    return null;
  }

  static NameTable table(Front front, Offer offer) {
    return offer == Offer.TOOLS ? front.tools : front.prompts;
  }

  /** What the server calls it itself; null when that cannot be told from the name. */
  static String own(Front front, Offer offer, String name, Member member) {
    NameTable.Listed listed = table(front, offer).listed(name);
    if (listed != null) {
      return listed.own();
    }
    String own = name.substring(member.prefix.length());
    return member.nameOf(own).equals(name) ? own : null;
  }

  /** Whether a server that can be asked may have it, for all that is known here. */
  static boolean mayHave(Front front, Offer offer, String name, Member member) {
    MemberList list = member.list(offer);
    boolean unlisted = !list.known || list.dirty;
    return member.declares(offer.capability)
        && (unlisted || table(front, offer).listed(name) != null);
  }

  /** Why a member, which is not ready, cannot be asked. */
  static byte[] whyNot(FrontRequest request, Member member) {
    return member.failure() != null
        ? Messages.rawError(request.id, member.failure())
        : Messages.error(request.id, notReady(member));
  }

  /** Why a server that is not among the members any more cannot be asked. */
  static Refusal gone(MuxConfig config, String server) {
    boolean disabled = config.disabled().contains(server);
    String message =
        disabled
            ? "server \"" + server + "\" is disabled (mcpmux enable " + server + ")"
            : "server \"" + server + "\" is not in the config any more";
    return new Refusal(
        Messages.INTERNAL_ERROR, disabled ? "server-disabled" : "server-removed", message, server);
  }

  private static Refusal notReady(Member member) {
    String why =
        member.refused() == null
            ? "server \"" + member.server + "\" is not ready"
            : member.refused();
    return Refusal.serverFailed(member.server, why);
  }
}
