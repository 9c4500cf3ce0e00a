package dev.mcpmux.core.view;

import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.find.FindIndexes;
import dev.mcpmux.core.find.SchemaCache;
import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.words.ListKind;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import dev.mcpmux.core.words.ToolFilters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Opens and ends fronts and their members. */
final class Fronts {
  private static final CloseCause END_OF_INPUT =
      new CloseCause("end-of-input", "the client's input has ended");

  private final View view;
  private final Changes changes;
  private final Lists lists;
  private final Greetings greetings;
  private final OwnedNames.Room nameRoom;
  private final Map<Integer, Front> fronts = new LinkedHashMap<>();

  /** Those whose input has ended. */
  private final Set<Front> ending = new LinkedHashSet<>();

  private boolean stopping;
  private Set<String> pinned;

  /** Null while nobody finds. */
  private FindIndexes indexes;

  /** Likewise. */
  private SchemaCache schemas;

  Fronts(View view, Changes changes, Lists lists, Greetings greetings) {
    this.view = view;
    this.changes = changes;
    this.lists = lists;
    this.greetings = greetings;
    this.pinned = view.config().aggregate().pinned();
    this.nameRoom = new OwnedNames.Room(() -> view.limits().maxNameBytes());
  }

  Optional<CloseCause> open(int session, SessionHello hello, Target.All target) {
    Set<String> profiles = view.config().aggregate().profiles().keySet();
    if (!target.profile().isEmpty() && !profiles.contains(target.profile())) {
      return Optional.of(
          new CloseCause(
              "unknown-profile",
              "there is no profile named \""
                  + target.profile()
                  + "\" ("
                  + (profiles.isEmpty()
                      ? "none configured"
                      : "configured: " + String.join(", ", profiles))
                  + ")"));
    }
    Set<String> unknown = new TreeSet<>(target.only());
    unknown.removeAll(view.config().servers().keySet());
    if (!unknown.isEmpty()) {
      return Optional.of(
          new CloseCause(
              "unknown-server",
              "there is no server named \""
                  + String.join("\", nor \"", unknown)
                  + "\" (configured: "
                  + String.join(", ", view.config().servers().keySet())
                  + ")"));
    }
    Front front = new Front(session, hello, target, view, nameRoom);
    fronts.put(session, front);
    populate(front);
    return Optional.empty();
  }

  /** What ends from now on is nobody's news. */
  void stopping() {
    stopping = true;
  }

  boolean isEmpty() {
    return fronts.isEmpty();
  }

  int count() {
    return fronts.size();
  }

  /** The bytes of all requests that wait in fronts. */
  long keptBytes() {
    return fronts.values().stream().mapToLong(Front::keptBytes).sum();
  }

  /** In which those search that find their tools. */
  FindIndexes indexes() {
    if (indexes == null) {
      indexes = new FindIndexes();
    }
    return indexes;
  }

  /** By which calls of tools are checked that were found. */
  SchemaCache schemas() {
    if (schemas == null) {
      schemas = new SchemaCache();
    }
    return schemas;
  }

  /** Null when the session is not one with all servers. */
  Front find(int session) {
    return fronts.isEmpty() ? null : fronts.get(session);
  }

  /** Gives the front the members that the config has for it. Returns whether anything changed. */
  private boolean populate(Front front) {
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
        if (member == null || !member.isOpen()) {
          member = new Member(front, view.inner.nextNumber(), server);
          fresh.add(member);
        }
        member.limitTo(tools(view.config(), front, server.name()));
        after.put(server.name(), member);
      }
    }
    boolean changed =
        !fresh.isEmpty() || !List.copyOf(before.values()).equals(List.copyOf(after.values()));
    front.setMembers(after);
    for (Member member : before.values()) {
      if (after.get(member.server) != member) {
        retire(member);
      }
    }
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
  void restrict(MuxConfig coming, MuxParts parts) {
    for (Front front : fronts.values()) {
      for (Member member : front.members().values()) {
        if (!isWanted(coming, front, member.server)) {
          parts.refuseWork(member.session, front.names.gone(coming, member.server));
          continue;
        }
        ToolFilter tools = tools(coming, front, member.server);
        parts.refuseTools(
            member.session,
            own -> tools.admits(own) ? null : ToolFilters.unknown(member.nameOf(own)));
      }
    }
  }

  void reconfigure() {
    lists.retain(view.config().servers().keySet());
    Set<String> nowPinned = view.config().aggregate().pinned();
    boolean otherPinned = !nowPinned.equals(pinned);
    pinned = nowPinned;
    for (Front front : fronts.values()) {
      if (ending.contains(front)) {
        continue; // it waits for its last answers, and for no new server
      }
      Set<Member> concerned = new HashSet<>(front.members().values());
      Map<Member, ToolFilter> filters = new LinkedHashMap<>();
      front.members().values().forEach(member -> filters.put(member, member.tools()));
      boolean changed = populate(front);
      for (Member member : front.members().values()) {
        if (!concerned.remove(member)) {
          concerned.add(member);
        }
      }
      for (Member member : front.members().values()) {
        ToolFilter before = filters.get(member);
        if (before != null && !before.equals(member.tools())) {
          // What is denied from now on must not be called by a name that is known from before.
          front.names.tools.forget(member);
          member.list(Offer.TOOLS).forget();
          concerned.add(member);
          changed = true;
        }
      }
      if (changed) {
        greetings.answerIfComplete(front);
      }
      if (changed && !front.finds()) {
        changes.oweAll(front);
      }
      if (front.finds()) {
        concerned.forEach(changes::oweAll);
      }
      if (front.finds() && otherPinned) {
        changes.owe(front, ListKind.TOOLS);
      }
    }
  }

  /** A server is configured no more: it is shown no more, and ends when it has answered. */
  private void retire(Member member) {
    Front front = member.front;
    front.names.forget(member);
    front.leaves(member);
    lists.left(member);
    closeIfLeft(member);
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
  private void close(Member member) {
    if (view.inner.close(member)) {
      member.go();
    }
  }

  /** A member's session is over. */
  void memberGone(Member member, CloseCause cause) {
    member.front.hasLeft(member);
    drop(member, "has ended this session: " + cause.message());
    if (!stopping && !ending.contains(member.front)) {
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
        fail(front, request, refusal);
      }
    }
    front.takeOwn(member).forEach(own -> own.answer().onReply(null));
    front
        .questions
        .takeAsked(member)
        .forEach(
            (id, open) ->
                view.send(front, open.stream(), Messages.cancelled(id, "the server has gone")));
    lists.left(member);
    front.names.forget(member);
  }

  void fail(Front front, FrontRequest request, Refusal refusal) {
    fail(front, request, Messages.error(request.id, refusal));
  }

  void fail(Front front, FrontRequest request, byte[] error) {
    if (front.end(request)) {
      view.send(front, request.stream, error);
    }
  }

  /** The client will send nothing more, but still reads. */
  void endInput(Front front) {
    if (ending.add(front)) {
      long millis =
          front.isConnecting()
              ? view.limits().endOfInputStartMillis()
              : view.limits().endOfInputGraceMillis();
      front.endInput(view.schedule(millis, () -> giveUpHeld(front, millis)));
    }
  }

  private void giveUpHeld(Front front, long millis) {
    if (front.greeting() != null) {
      greetings.answer(front);
    }
    Refusal refusal =
        Refusal.of(
            "end-of-input", "not answered " + millis + " ms after the client's input ended", null);
    for (FrontRequest request : List.copyOf(front.requests())) {
      if (request.isHeld()) {
        fail(front, request, refusal);
      }
    }
    lists.giveUp(front);
  }

  /** Closes the fronts whose input has ended and that are owed nothing any more. */
  void closeDone() {
    if (ending.isEmpty()) {
      return;
    }
    for (Front front : List.copyOf(ending)) {
      boolean held =
          front.greeting() != null
              || !front.waits().isEmpty()
              || front.requests().stream().anyMatch(FrontRequest::isHeld);
      if (!held && front.tellInputEnd()) {
        front.openMembers().forEach(view.inner::endInput);
      }
      // The parts have said by now which of the members are closed.
      view.inner.later(() -> closeIfDone(front));
    }
  }

  private void closeIfDone(Front front) {
    if (front.isInputEnded() && front.openMembers().isEmpty()) {
      close(front, END_OF_INPUT);
    }
  }

  void writability(Front front, boolean writable) {
    if (!front.setWritable(writable)) {
      return;
    }
    if (writable) {
      view.driver.resumeReads(front.number);
    } else {
      view.driver.pauseReads(front.number);
    }
    front.openMembers().forEach(member -> view.inner.writability(member, writable));
    changes.sendOwed(front);
  }

  void outputExceeded(Front front, long unsent) {
    long limit = view.limits().sessionOutputHardBytes();
    close(
        front,
        new CloseCause(
            "output-limit",
            "the client does not read: unsent bytes: " + unsent + " (limit: " + limit + ")"));
  }

  void closeAll(CloseCause cause) {
    Refusal refusal = Refusal.of(cause.reason(), cause.message(), null);
    for (Front front : List.copyOf(fronts.values())) {
      if (front.greeting() != null) {
        view.send(front, front.greeting().stream, Messages.error(front.greeting().id, refusal));
        front.greeted("");
      }
      for (FrontRequest request : List.copyOf(front.requests())) {
        fail(front, request, refusal);
      }
      close(front, cause);
    }
  }

  void close(Front front, CloseCause cause) {
    if (fronts.get(front.number) == front) {
      view.driver.closeSession(front.number, cause);
      forget(front);
    }
  }

  void forget(Front front) {
    fronts.remove(front.number);
    view.inner.kept().dropSession(front.number);
    front.names.forget();
    if (front.finds() && fronts.values().stream().noneMatch(other -> other.finds())) {
      indexes = null;
      schemas = null;
    }
    ending.remove(front);
    front.stopTimers();
    lists.giveUp(front);
    front.openMembers().forEach(this::close);
    front.forgetRequests();
    view.listener.sessionEnded(front.number);
  }

  MuxStatus describe(MuxStatus inner) {
    List<MuxStatus.Session> sessions = new ArrayList<>();
    inner.sessions().stream().filter(session -> session.number() > 0).forEach(sessions::add);
    for (Front front : fronts.values()) {
      sessions.add(
          new MuxStatus.Session(
              front.number,
              front.client(),
              front.target.label(),
              0,
              front.hello.projectRoot(),
              front.hello.pid(),
              front.hello.clientSessionId(),
              front.inFlight(),
              without(front, inner)));
    }
    return new MuxStatus(inner.servers(), sessions, inner.learned());
  }

  private static List<String> without(Front front, MuxStatus inner) {
    List<String> reasons = new ArrayList<>();
    Set<Integer> open = new HashSet<>();
    for (Member member : front.members().values()) {
      open.add(member.session);
      if (member.refused() != null) {
        reasons.add(member.refused());
      }
    }
    inner.sessions().stream()
        .filter(session -> open.contains(session.number()))
        .forEach(session -> reasons.addAll(session.without()));
    return List.copyOf(reasons);
  }
}
