package dev.mcpmux.core.view;

import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.names.NameTable;
import dev.mcpmux.core.names.OwnedNames;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Naming;
import dev.mcpmux.core.words.Refusal;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * What the client of a front knows of each server's by which name, whose a name is that no list has
 * at the moment, and what is said when its server cannot be asked. That there is no such tool is
 * for the server to say, as long as anybody may know it.
 */
final class FrontNames {
  final NameTable<Member> tools;
  final NameTable<Member> prompts;
  final OwnedNames<Member> uris;
  final OwnedNames<Member> elicitations;

  private final Front front;
  private final Naming naming;

  FrontNames(Front front, View view, OwnedNames.Room room) {
    this.front = front;
    naming = view.naming();
    int maxBytes = view.limits().maxNameBytesPerSession();
    tools = new NameTable<>(naming, maxBytes);
    prompts = new NameTable<>(naming, maxBytes);
    uris =
        new OwnedNames<>(
            maxBytes, room, Uris::isReserved, Uris::rewritten, told(view, "URIs told"));
    elicitations =
        new OwnedNames<>(
            maxBytes,
            room,
            id -> withPrefixOf(id) != null,
            (member, id) -> member.prefix + id,
            told(view, "ids of elicitations told"));
  }

  private static BiConsumer<Member, String> told(View view, String what) {
    return (member, much) ->
        view.listener.forgotten(
            member.server, what + " to a session, " + much + "; new ones name their server");
  }

  /** What stands for a server in names. */
  String key(String server) {
    return naming.key(server);
  }

  /** What stands before all that is a server's own. */
  String prefix(String key) {
    return naming.prefix(key);
  }

  /** What the client knows a member's tool or prompt by. */
  String nameOf(Member member, String own) {
    return naming.name(member.key, own);
  }

  NameTable<Member> table(Offer offer) {
    return offer == Offer.TOOLS ? tools : prompts;
  }

  /** A member lists nothing any more. */
  void forget(Member member) {
    tools.forget(member);
    prompts.forget(member);
  }

  /** The session has ended. */
  void forget() {
    uris.forget();
    elicitations.forget();
  }

  /** The member that a name stands for, whatever its state; null for none. */
  Member owner(Offer offer, String name) {
    NameTable.Listed listed = table(offer).listed(name);
    return listed != null ? front.members().get(listed.server()) : withPrefixOf(name);
  }

  private Member withPrefixOf(String name) {
    return first(member -> name.startsWith(member.prefix));
  }

  /** The member whose a URI certainly is, whatever its state; null for none. */
  Member owner(String uri) {
    String holder = front.subscriptions().get(uri);
    return holder != null
        ? front.members().get(holder)
        : first(member -> Uris.isOwner(member, uri));
  }

  private Member first(Predicate<Member> which) {
    return front.members().values().stream().filter(which).findFirst().orElse(null);
  }

  /** What the server calls it itself; null when that cannot be told from the name. */
  String own(Offer offer, String name, Member member) {
    NameTable.Listed listed = table(offer).listed(name);
    if (listed != null) {
      return listed.own();
    }
    String own = name.substring(member.prefix.length());
    return nameOf(member, own).equals(name) ? own : null;
  }

  /** Whether a server that can be asked may have it, for all that is known here. */
  boolean mayHave(Offer offer, String name, Member member) {
    MemberList list = member.list(offer);
    boolean unlisted = !list.known || list.dirty;
    return member.declares(offer.capability) && (unlisted || table(offer).listed(name) != null);
  }

  /** Why a member, which is not ready, cannot be asked. */
  static byte[] whyNot(FrontRequest request, Member member) {
    return member.failure() != null
        ? Messages.rawError(request.id, member.failure())
        : Messages.error(request.id, notReady(member));
  }

  /** Why a server that is not among the members any more cannot be asked. */
  Refusal gone(MuxConfig config, String server) {
    boolean disabled = config.disabled().contains(server);
    boolean left = config.servers().containsKey(server) && !front.target.profile().isEmpty();
    String message =
        disabled
            ? "server \"" + server + "\" is disabled (mcpmux enable " + server + ")"
            : "server \""
                + server
                + "\" is not in the "
                + (left ? "profile \"" + front.target.profile() + "\"" : "config")
                + " any more";
    return Refusal.of(disabled ? "server-disabled" : "server-removed", message, server);
  }

  private static Refusal notReady(Member member) {
    String why =
        member.refused() == null
            ? "server \"" + member.server + "\" is not ready"
            : member.refused();
    return Refusal.serverFailed(member.server, why);
  }
}
