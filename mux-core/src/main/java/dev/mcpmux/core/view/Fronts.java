package dev.mcpmux.core.view;

import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.engine.MuxParts;
import dev.mcpmux.core.find.FindIndexes;
import dev.mcpmux.core.find.Meanings;
import dev.mcpmux.core.find.SchemaCache;
import dev.mcpmux.core.names.OwnedNames;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.words.ListKind;
import dev.mcpmux.core.words.Messages;
import dev.mcpmux.core.words.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Opens and ends fronts. */
final class Fronts {
  private static final CloseCause END_OF_INPUT =
      new CloseCause("end-of-input", "the client's input has ended");

  private final View view;
  private final Changes changes;
  private final Lists lists;
  private final Greetings greetings;
  private final FrontMembers members;
  private final OwnedNames.Room nameRoom;
  private final Map<Integer, Front> fronts = new LinkedHashMap<>();

  /** Those whose input has ended. */
  private final Set<Front> ending = new LinkedHashSet<>();

  private Set<String> pinned;

  /** Null while nobody finds. */
  private FindIndexes indexes;

  /** By which model these go. */
  private Optional<String> model = Optional.empty();

  /** Likewise. */
  private SchemaCache schemas;

  Fronts(View view, Changes changes, Lists lists, Greetings greetings, FrontMembers members) {
    this.view = view;
    this.changes = changes;
    this.lists = lists;
    this.greetings = greetings;
    this.members = members;
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
    members.populate(front);
    return Optional.empty();
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
    Optional<String> now = view.config().aggregate().model();
    if (indexes == null || !now.equals(model)) {
      model = now;
      indexes = new FindIndexes(now.isPresent() ? new Meanings(view.driver::embed) : null);
    }
    return indexes;
  }

  /** A driver has asked the model. */
  void embedded(List<String> texts, List<float[]> vectors) {
    if (indexes != null) {
      indexes.learned(texts, vectors);
    }
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

  /** Before a config comes into force: what waits and is denied then is refused. */
  void restrict(MuxConfig coming, MuxParts parts) {
    fronts.values().forEach(front -> members.restrict(front, coming, parts));
  }

  void reconfigure() {
    Set<String> nowPinned = view.config().aggregate().pinned();
    boolean otherPinned = !nowPinned.equals(pinned);
    pinned = nowPinned;
    for (Front front : fronts.values()) {
      Set<Member> concerned = new HashSet<>(front.members().values());
      Map<Member, ToolFilter> filters = new LinkedHashMap<>();
      front.members().values().forEach(member -> filters.put(member, member.tools()));
      boolean changed = members.populate(front);
      for (Member member : front.members().values()) {
        if (!concerned.remove(member)) {
          concerned.add(member);
        }
      }
      for (Member member : front.members().values()) {
        ToolFilter before = filters.get(member);
        if (before != null && !before.equals(member.tools())) {
          concerned.add(member);
          changed = true;
        }
      }
      if (changed) {
        greetings.answerIfComplete(front);
      }
      if (ending.contains(front)) {
        continue; // it waits for its last answers
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

  void fail(Front front, FrontRequest request, Refusal refusal) {
    fail(front, request, Messages.error(request.id, refusal));
  }

  void fail(Front front, FrontRequest request, byte[] error) {
    view.answer(front, request, error);
  }

  /** As {@link FrontMembers#closeIfLeft}. */
  void closeIfLeft(Member member) {
    members.closeIfLeft(member);
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
    front.openMembers().forEach(members::close);
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
