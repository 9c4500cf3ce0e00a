package dev.mcpmux.cli.top;

import dev.mcpmux.cli.top.Key.Kind;
import dev.mcpmux.core.text.Printable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is looked at, and what keys make of that. One thread. */
final class Model {

  /**
   * One server or session, in full.
   *
   * @param of whose page it is: servers or sessions
   * @param id its name or number
   */
  record Detail(Page of, String id) {}

  /** What is to be done to a server, when the answer is yes. */
  record Question(Deed deed, String server) {}

  /** What the last line says. */
  record Notice(String text, boolean isBad) {}

  private final Map<Page, Listing> listings = new EnumMap<>(Page.class);
  private final Rates rates = new Rates();
  private Look look;
  private Snapshot snapshot;
  private Page page = Page.SERVERS;
  private Detail detail;
  private int scroll;
  private int bottom;
  private boolean typing;
  private boolean helping;
  private Question question;
  private Notice notice;
  private String gone;

  Model(Look look, Snapshot first) {
    this.look = look;
    take(first);
    for (Page each : Page.values()) {
      listings.put(each, new Listing());
    }
  }

  Look look() {
    return look;
  }

  void look(Look now) {
    look = now;
  }

  /** The last. */
  Snapshot snapshot() {
    return snapshot;
  }

  Rates rates() {
    return rates;
  }

  Page page() {
    return page;
  }

  Listing listing() {
    return listings.get(page);
  }

  Table table() {
    return page.table(snapshot, rates, look);
  }

  /** Null for a list. */
  Detail detail() {
    return detail;
  }

  /** The first line that is shown of a detail, of so many. At the end it stays at the end. */
  int scroll(int lines, int room) {
    bottom = Math.max(0, lines - room);
    return Math.min(scroll, bottom);
  }

  boolean isTyping() {
    return typing;
  }

  boolean isHelping() {
    return helping;
  }

  /** Null for none. */
  Question question() {
    return question;
  }

  /** Null for none. */
  Notice notice() {
    return notice;
  }

  /** Why there is nothing new; null when there is. */
  String gone() {
    return gone;
  }

  /** The daemon has answered. */
  final void take(Snapshot now) {
    snapshot = now;
    rates.take(now);
    gone = null;
  }

  /** The daemon has not. */
  void lose(String why) {
    gone = why;
  }

  /** What is said stays until the next key. */
  void say(String text, boolean isBad) {
    notice = new Notice(Printable.line(String.join(" ", text.lines().toList())), isBad);
  }

  /** The server whose log is wanted; null for none. */
  String logged() {
    return detail != null && detail.of() == Page.SERVERS ? detail.id() : null;
  }

  Effect on(Key key) {
    if (question != null) {
      return answer(key);
    }
    notice = null;
    if (typing) {
      type(key);
      return Effect.NONE;
    }
    if (helping) {
      helping = false;
      return Effect.NONE;
    }
    if (key.is(Kind.TEXT)) {
      return letter((char) key.text());
    }
    return detail == null ? inList(key) : inDetail(key);
  }

  private Effect answer(Key key) {
    Question asked = question;
    question = null;
    if (key.text() == 'y' || key.text() == 'Y') {
      say(asked.deed().doing(asked.server()), false);
      return new Effect.Act(asked.deed(), asked.server());
    }
    say("Nothing was done.", false);
    return Effect.NONE;
  }

  private void type(Key key) {
    Listing listing = listing();
    String text = listing.filter();
    switch (key.kind()) {
      case TEXT -> listing.filter(text + (char) key.text());
      case BACKSPACE -> listing.filter(text.substring(0, Math.max(0, text.length() - 1)));
      case ESCAPE -> {
        listing.filter("");
        typing = false;
      }
      case ENTER -> typing = false;
      default -> {
        // it goes on
      }
    }
  }

  private Effect letter(char c) {
    switch (c) {
      case 'q' -> {
        return Effect.QUIT;
      }
      case '?', 'h' -> helping = true;
      case '1', '2', '3' -> open(Page.values()[c - '1']);
      case 'r' -> ask(Deed.RESTART);
      case 'd' -> ask(isDisabled() ? Deed.ENABLE : Deed.DISABLE);
      case 'j' -> move(1);
      case 'k' -> move(-1);
      case 'g' -> move(-Table.MANY);
      case 'G' -> move(Table.MANY);
      case '/' -> {
        detail = null;
        typing = true;
      }
      case 's', '>' -> listing().sortNext(1, table().columns().size());
      case '<' -> listing().sortNext(-1, table().columns().size());
      case 'S' -> listing().reverse();
      default -> {
        // no key of ours
      }
    }
    return Effect.NONE;
  }

  private Effect inList(Key key) {
    switch (key.kind()) {
      case TAB, RIGHT -> open(page.next(1));
      case BACK_TAB, LEFT -> open(page.next(-1));
      case ESCAPE -> listing().filter("");
      case ENTER -> {
        return enter();
      }
      default -> scrollBy(key);
    }
    return Effect.NONE;
  }

  private Effect inDetail(Key key) {
    switch (key.kind()) {
      case ESCAPE, LEFT, BACKSPACE -> detail = null;
      case TAB -> open(page.next(1));
      case BACK_TAB -> open(page.next(-1));
      default -> scrollBy(key);
    }
    return Effect.NONE;
  }

  private void scrollBy(Key key) {
    switch (key.kind()) {
      case UP -> move(-1);
      case DOWN -> move(1);
      case PAGE_UP -> move(2 - look.rows() / 2);
      case PAGE_DOWN -> move(look.rows() / 2 - 2);
      case HOME -> move(-Table.MANY);
      case END -> move(Table.MANY);
      default -> {
        // no key of ours
      }
    }
  }

  private void open(Page other) {
    page = other;
    detail = null;
  }

  private List<Table.Row> rows() {
    return listing().rows(table());
  }

  private void move(int lines) {
    if (detail != null) {
      scroll = Math.max(0, Math.min(scroll, bottom) + lines);
    } else {
      List<Table.Row> rows = rows();
      listing().choose(rows, listing().place(rows) + lines);
    }
  }

  /** Of a call its session is shown. */
  private Effect enter() {
    Table.Row row = listing().chosen(rows());
    if (row == null) {
      return Effect.NONE;
    }
    listing().choose(rows(), listing().place(rows()));
    detail =
        page == Page.SERVERS
            ? new Detail(Page.SERVERS, row.id())
            : new Detail(Page.SESSIONS, row.id().split(" ", 2)[0]);
    scroll = 0;
    return Effect.LOOK;
  }

  /** The server that is meant; null when none is. */
  private String server() {
    if (detail != null && detail.of() == Page.SERVERS) {
      return detail.id();
    }
    if (detail != null) {
      Map<String, Object> session = snapshot.session(detail.id());
      return session == null ? null : String.valueOf(session.get("server"));
    }
    Table.Row row = listing().chosen(rows());
    return row == null ? null : row.server();
  }

  private boolean isDisabled() {
    Map<String, Object> server = server() == null ? null : snapshot.server(server());
    return server != null && "disabled".equals(server.get("idle"));
  }

  private void ask(Deed deed) {
    String server = server();
    if (server == null || snapshot.server(server) == null) {
      say("Choose a server first: 1 lists them.", false);
    } else {
      question = new Question(deed, server);
    }
  }
}
