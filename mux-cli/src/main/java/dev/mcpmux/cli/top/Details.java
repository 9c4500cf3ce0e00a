package dev.mcpmux.cli.top;

import dev.mcpmux.cli.text.Amounts;
import dev.mcpmux.cli.text.Colours;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.Numbers;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.ServerPage;
import dev.mcpmux.cli.text.TextTable;
import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One server or one session, in full. */
final class Details {

  private final Snapshot now;
  private final Look look;
  private final Colours colours;
  private final List<String> lines = new ArrayList<>();

  private Details(Model model) {
    this.now = model.snapshot();
    this.look = model.look();
    this.colours = new Colours(look.coloured());
  }

  /** Lines for people, with colours in them. */
  static List<String> of(Model model) {
    Details details = new Details(model);
    if (model.detail().of() == Page.SERVERS) {
      details.server(model.detail().id());
    } else {
      details.session(model.detail().id());
    }
    return details.lines;
  }

  private void add(String text) {
    text.lines().forEach(lines::add);
  }

  private void heading(String text) {
    lines.add("");
    lines.add(colours.strong(text));
  }

  private void server(String name) {
    String page =
        ServerPage.of(now.json(), name, Math.max(Paragraph.COLUMNS, look.columns()), colours);
    if (page == null) {
      add("There is no server named \"" + Printable.line(name) + "\" any more. Esc goes back.");
      return;
    }
    add(page);
    calls("server", name);
    if (!now.log().isEmpty()) {
      heading("LOG");
      now.log().forEach(this::add);
    }
  }

  private void session(String id) {
    Map<String, Object> session = now.session(id);
    if (session == null) {
      add("Session " + Printable.line(id) + " has ended. Esc goes back.");
      return;
    }
    add(colours.strong("session " + shown(id)) + ": " + shown(session.get("client")));
    lines.add("");
    TextTable facts = new TextTable("ll");
    fact(facts, "server", session.get("server"));
    fact(facts, "its process", session.get("process"));
    fact(facts, "project", session.get("project"));
    fact(facts, "relay", session.get("pid"));
    fact(facts, "version of the relay", session.get("relay"));
    fact(facts, "Claude session", session.get("clientSessionId"));
    fact(facts, "messages refused", session.get("refusedMessages"));
    fact(
        facts,
        "after the daemon's restart",
        session.containsKey("resumes") ? "goes on" : "ends, unless its client connects again");
    add(facts.text(look.columns()));
    if (session.get("without") instanceof List<?> reasons) {
      reasons.forEach(reason -> add(colours.bad(shown(reason))));
    }
    numbers(Numbers.of(session));
    calls("session", id);
  }

  private static void fact(TextTable facts, String name, Object value) {
    if (value != null && !value.toString().isEmpty()) {
      facts.row(name, shown(value));
    }
  }

  private void numbers(Map<String, Object> numbers) {
    lines.add("");
    if (numbers.isEmpty()) {
      add("It has called nothing yet.");
      return;
    }
    String counts =
        Counted.of(Numbers.number(numbers, "calls"), "call", "calls")
            + ", "
            + Numbers.failed(numbers)
            + " failed, "
            + Numbers.number(numbers, "cancelled")
            + " cancelled, "
            + Amounts.bytes(Numbers.number(numbers, "bytesIn"))
            + " in, "
            + Amounts.bytes(Numbers.number(numbers, "bytesOut"))
            + " out";
    String latency =
        numbers.containsKey("p50Micros")
            ? "; half within "
                + Numbers.latency(numbers, "p50Micros")
                + ", 95 % within "
                + Numbers.latency(numbers, "p95Micros")
            : "";
    add(Paragraph.of("", "  ", counts + latency));
  }

  /** What it has in flight. */
  private void calls(String member, String value) {
    TextTable table = new TextTable("rlllrl");
    table.row("AGE", "STATE", "CALL", "SERVER", "SESSION", "ID");
    boolean any = false;
    for (Map<String, Object> call : now.calls()) {
      if (value.equals(call.get(member))) {
        any = true;
        table.row(
            Figures.shownAge(call),
            call.containsKey("serverId") ? "at server" : "waiting",
            shown(Figures.what(call)),
            shown(call.get("server")),
            shown(call.get("session")),
            shown(call.get("id")));
      }
    }
    heading("IN FLIGHT");
    add(any ? table.text(look.columns()) : "nothing");
  }

  private static String shown(Object value) {
    String text = value == null ? "" : Printable.line(value.toString());
    return text.isEmpty() ? Numbers.NONE : text;
  }
}
