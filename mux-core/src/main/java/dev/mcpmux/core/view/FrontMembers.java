package dev.mcpmux.core.view;

import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import dev.mcpmux.core.words.ToolFilters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which members a front has by the config, with which of their tools; how they come and go. */
final class FrontMembers {
  private final View view;
  private final Changes changes;
  private final Lists lists;
  private final Greetings greetings;
  private boolean stopping;

  FrontMembers(View view, Changes changes, Lists lists, Greetings greetings) {
    this.view = view;
    this.changes = changes;
    this.lists = lists;
    this.greetings = greetings;
  }

  /** What ends from now on is nobody's news. */
  void stopping() {
    stopping = true;
  }

  /**
   * Gives the front the members that the config has for it, but no new ones when its input has
   * ended. All are limited before what waits for one that goes may go on. Returns whether anything
   * changed.
   */
  boolean populate(Front front) {
    Map<String, Member> before = front.members();
    Map<String, Member> after = new LinkedHashMap<>();
    Set<String> keys = new HashSet<>();
    List<Member> fresh = new ArrayList<>();
    for (ServerConfig server : view.config().servers().values()) {
      if (!isWanted(view.config(), front, server.name())) {
        continue;
      }
      String key = front.names.key(server.name());
      if (!keys.add(key)) {
        view.listener.memberSkipped(
            front.number, server.name(), "initialize", "another server goes by " + key + " too");
      } else {
        Member member = before.get(server.name());
        if (!front.isEnding() && (member == null || !member.isOpen())) {
          member = new Member(front, view.inner.nextNumber(), server);
          fresh.add(member);
        }
        if (member != null) {
          limit(member, tools(view.config(), front, server.name()));
          after.put(server.name(), member);
        }
      }
    }
    boolean changed =
        !fresh.isEmpty() || !List.copyOf(before.values()).equals(List.copyOf(after.values()));
    front.setMembers(after);
    List<Member> gone = new ArrayList<>(before.values());
    gone.removeAll(after.values());
    retire(gone);
    for (Member member : fresh) {
      Optional<CloseCause> refused = view.inner.open(member);
      if (refused.isPresent()) {
        member.refuse(refused.get().message());
        view.listener.memberSkipped(
            front.number, member.server, "initialize", refused.get().message());
        continue;
      }
      if (!front.isWritable()) {
        view.inner.writability(member, false);
      }
      if (front.initialize() != null) {
        greetings.connect(member);
      }
    }
    return changed;
  }

  /**
   * What is denied from now on must not be shown, or called by a name that is known from before.
   */
  private static void limit(Member member, ToolFilter tools) {
    if (!tools.equals(member.tools())) {
      member.limitTo(tools);
      member.front.names.tools.forget(member);
      member.list(Offer.TOOLS).forget();
    }
  }

  private static boolean isWanted(MuxConfig config, Front front, String server) {
    boolean named = front.target.only().isEmpty() || front.target.only().contains(server);
    return named
        && config.aggregate().tools(front.target.profile(), server) != null
        && !config.disabled().contains(server);
  }

  /** The tools of a server that a front has with this config. */
  private static ToolFilter tools(MuxConfig config, Front front, String server) {
    ToolFilter chosen = config.aggregate().tools(front.target.profile(), server);
    return chosen == null ? ToolFilter.all() : ToolFilters.of(config, server).and(chosen);
  }

  /** Refuses what members have waiting and this config, which is to come, denies. */
  void restrict(Front front, MuxConfig coming, MuxParts parts) {
    for (Member member : front.members().values()) {
      if (!isWanted(coming, front, member.server)) {
        parts.refuseWaiting(member.session, front.names.gone(coming, member.server));
        continue;
      }
      ToolFilter tools = tools(coming, front, member.server);
      parts.refuseTools(
          member.session,
          own -> tools.admits(own) ? null : ToolFilters.unknown(member.nameOf(own)));
    }
  }

  /**
   * Servers are configured no more: they are shown no more, and end when they have answered. What
   * waits for one of them may be about another.
   */
  private void retire(List<Member> gone) {
    for (Member member : gone) {
      member.front.names.forget(member);
      member.front.leaves(member);
    }
    for (Member member : gone) {
      lists.left(member);
      closeIfLeft(member);
    }
  }

  /** A request of a member has been answered, or was taken back. */
  void closeIfLeft(Member member) {
    if (member.front.isLeaving(member) && !member.front.awaits(member)) {
      member.front.hasLeft(member);
      close(member);
      drop(member, "is not configured any more");
    }
  }

  /** Ends the session behind a member, which is told nothing more. */
  void close(Member member) {
    if (view.inner.close(member)) {
      member.go();
    }
  }

  /** A member's session is over. */
  void memberGone(Member member, CloseCause cause) {
    member.front.hasLeft(member);
    drop(member, "has ended this session: " + cause.message());
    if (!stopping && !member.front.isEnding()) {
      changes.oweAll(member);
    }
  }

  /** What waits for a member, or is the client's because of it, has it no more. */
  private void drop(Member member, String why) {
    Front front = member.front;
    member.go();
    Refusal refusal =
        Refusal.serverFailed(member.server, "server \"" + member.server + "\" " + why);
    for (FrontRequest request : List.copyOf(front.requests())) {
      if (request.member == member) {
        view.answer(front, request, Messages.error(request.id, refusal));
      }
    }
    front.names.forget(member); // before what waited for its list goes on, and would call it
    front.takeOwn(member).forEach(own -> own.answer().onReply(null));
    front
        .questions
        .takeAsked(member)
        .forEach(
            (id, open) ->
                view.send(front, open.stream(), Messages.cancelled(id, "the server has gone")));
    lists.left(member);
  }
}
