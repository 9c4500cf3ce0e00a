package dev.mcpmux.cli.check;

import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.text.Printable;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What a check has seen and recommends, for people and for programs. */
public final class CheckReport {

  private static final int MAX_TEXT = 400;

  private final CheckTarget target;
  private final Observations found;
  private final Verdict verdict;

  CheckReport(CheckTarget target, Observations found) {
    this.target = target;
    this.found = found;
    this.verdict = Verdict.of(found);
  }

  /** Whether the server could be spoken to at all. */
  public boolean isDone() {
    return found.failure == null;
  }

  /** The scope that is recommended; of no meaning where it {@linkplain #isDone is not done}. */
  public Scope share() {
    return verdict.share();
  }

  /** What it asks its client for, as the table of well-known servers names it. */
  public List<String> traits() {
    return verdict.traits().stream().map(Trait::configName).toList();
  }

  /** Why it could not be checked. */
  public String failure() {
    return Printable.lines(found.failure);
  }

  /** Lines of at most 80 columns. */
  public String text() {
    Columns out = new Columns();
    String version =
        found.introduction.version().isEmpty() ? "" : " " + found.introduction.version();
    out.line(
        target.name()
            + ": "
            + Printable.line(found.introduction.server() + version, 60)
            + ", protocol "
            + Printable.line(found.introduction.protocol(), 20)
            + ", up in "
            + found.startMillis
            + " ms");
    out.line("");
    out.row("at once", atOnce());
    out.row("called", called());
    out.row("state", state());
    out.row("lists", lists());
    out.row("asks", asks());
    if (verdict.traits().contains(Trait.ROOTS)) {
      out.row("roots", roots());
    }
    if (!found.introduction.says().isEmpty()) {
      out.row("says", "x-mux: " + found.introduction.says());
    }
    if (found.noise > 0) {
      out.row(
          "stdout",
          Counted.of(found.noise, "line that is no message", "lines that are no messages"));
    }
    out.row("ends", ends());
    out.line("");
    out.line("Recommended: \"share\": \"" + verdict.share().configName() + "\"");
    verdict.reasons().forEach(out::reason);
    boolean shared = verdict.share() != Scope.SESSION;
    if (shared && verdict.traits().contains(Trait.ROOTS)) {
      out.reason("Only sessions with the same roots will share; nothing needs to be set for that.");
    }
    if (shared
        && (verdict.traits().contains(Trait.SAMPLING)
            || verdict.traits().contains(Trait.ELICITATION))) {
      out.reason(
          "Sessions that declare what it asks for (sampling, elicitation) will get a process each;"
              + " nothing needs to be set for that.");
    }
    long silent = found.lists.of("tools").size() - toolsCalled();
    if (shared && silent > 0) {
      out.reason(
          Counted.of(silent, "tool was", "tools were")
              + " not called: --call TOOL calls one that may be called.");
    }
    return out.toString();
  }

  private String atOnce() {
    if (!found.wrong.isEmpty()) {
      return "it " + String.join("; it ", found.wrong);
    }
    if (!found.lost.isEmpty()) {
      return "no answer to " + Verdict.named(found.lost);
    }
    return "two sessions, "
        + found.requests
        + " requests in all, each answered once"
        + (found.progress > 0 ? "; progress came to its own request" : "");
  }

  private String called() {
    int tools = found.lists.of("tools").size();
    List<String> called = found.calls.stream().filter(Call::isTool).map(Call::what).toList();
    long others = found.calls.size() - called.size();
    return called.size()
        + " of "
        + tools
        + " tools"
        + (called.isEmpty() ? "" : ": " + Verdict.named(called))
        + (others > 0 ? "; " + Counted.of(others, "other request", "other requests") : "");
  }

  private long toolsCalled() {
    return found.calls.stream().filter(Call::isTool).count();
  }

  private String state() {
    if (!found.changed.isEmpty()) {
      return "another session's calls change " + Verdict.named(found.changed);
    }
    if (!found.listsChanged.isEmpty()) {
      return "the lists change with calls: " + Verdict.named(found.listsChanged);
    }
    return found.calls.isEmpty() ? "nothing could be asked that shows any" : "none was seen";
  }

  private String lists() {
    if (found.second != null) {
      return "a second process beside the first failed: "
          + Printable.line(found.second.replace('\n', ' '), MAX_TEXT);
    }
    return found.byProcess.isEmpty()
        ? found.byRoots.isEmpty() ? "the same in two processes" : "the same for the same roots"
        : "two processes differ in " + Verdict.named(found.byProcess);
  }

  private String asks() {
    return found.asks().isEmpty()
        ? "nothing of its client"
        : found.asks().stream().map(this::when).collect(Collectors.joining("; "));
  }

  private String when(String method) {
    TreeSet<String> times = new TreeSet<>();
    TreeSet<String> calls = new TreeSet<>();
    for (Question each : found.questions) {
      if (each.method().equals(method)) {
        switch (each.during()) {
          case Question.START -> times.add("at the start");
          case Question.NOTHING -> times.add("when nothing runs");
          case Question.SEVERAL -> times.add("during several calls, not saying for which");
          default -> calls.add(each.during());
        }
      }
    }
    if (!calls.isEmpty()) {
      times.add("during " + Verdict.named(List.copyOf(calls)));
    }
    return method + " " + String.join(", ", times);
  }

  private String roots() {
    return (found.asksRootsAgain
            ? "asks again when they change"
            : "does not ask again when they" + " change")
        + (found.byRoots.isEmpty()
            ? "; no answer differed with other roots"
            : "; other roots give other answers: " + Verdict.named(found.byRoots));
  }

  private String ends() {
    String how =
        found.ends.entrySet().stream()
            .map(each -> each.getValue() + " ms after " + each.getKey())
            .collect(Collectors.joining(", "));
    boolean ignores = !found.ends.containsKey("end of input");
    return (how.isEmpty() ? "by SIGKILL only" : how)
        + (ignores && !how.isEmpty() ? "; the end of its input does not end it" : "")
        + (found.orphans > 0
            ? "; leaves " + Counted.of(found.orphans, "process", "processes") + " behind"
            : "");
  }

  /**
   * One JSON object.
   *
   * @param now the scope that holds now, with its reason
   * @param line what to put into the config
   */
  public String json(String now, String line) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeStringProperty("name", target.name());
      if (!isDone()) {
        out.writeStringProperty("failure", found.failure);
      } else {
        writeFindings(out);
        out.writeStringProperty("share", verdict.share().configName());
        strings(out, "reasons", verdict.reasons());
        out.writeStringProperty("now", now);
        out.writeStringProperty("config", line);
      }
      out.writeEndObject();
    }
    return Printable.json(text.toString());
  }

  private void writeFindings(JsonGenerator out) {
    out.writeStringProperty("server", found.introduction.server());
    out.writeStringProperty("version", found.introduction.version());
    out.writeStringProperty("protocolVersion", found.introduction.protocol());
    out.writeStringProperty("says", found.introduction.says());
    out.writeNumberProperty("startMillis", found.startMillis);
    out.writeNumberProperty("requests", found.requests);
    out.writeNumberProperty("tools", found.lists.of("tools").size());
    strings(out, "called", found.calls.stream().map(Call::what).toList());
    strings(out, "wrong", found.wrong);
    strings(out, "unanswered", found.lost);
    strings(out, "changedByOthers", found.changed);
    strings(out, "listsChangedByCalls", found.listsChanged);
    strings(out, "stateWords", found.stateWords);
    strings(out, "directoryWords", found.directoryWords);
    out.writeArrayPropertyStart("questions");
    for (Question question : found.questions.stream().distinct().toList()) {
      out.writeStartObject();
      out.writeStringProperty("method", question.method());
      out.writeStringProperty("during", question.during());
      out.writeBooleanProperty("attributable", question.isOfOneCall());
      out.writeEndObject();
    }
    out.writeEndArray();
    strings(out, "traits", traits());
    out.writeBooleanProperty("asksRootsAgain", found.asksRootsAgain);
    strings(out, "differByRoots", found.byRoots);
    strings(out, "differByProcess", found.byProcess);
    if (found.second != null) {
      out.writeStringProperty("secondProcess", found.second);
    }
    out.writeNumberProperty("noise", found.noise);
    numbers(out, "notifications", found.notifications);
    numbers(out, "endMillis", found.ends);
    out.writeNumberProperty("leftBehind", found.orphans);
  }

  private static void strings(JsonGenerator out, String name, List<String> values) {
    out.writeArrayPropertyStart(name);
    values.forEach(out::writeString);
    out.writeEndArray();
  }

  private static void numbers(
      JsonGenerator out, String name, Map<String, ? extends Number> values) {
    out.writeObjectPropertyStart(name);
    values.forEach((key, value) -> out.writeNumberProperty(key, value.longValue()));
    out.writeEndObject();
  }
}
