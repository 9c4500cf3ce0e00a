package dev.mcpmux.cli.top;

import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.Durations;
import dev.mcpmux.cli.text.Numbers;
import dev.mcpmux.cli.text.SharingLine;
import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Makes the lines of the screen out of what is known. */
final class Picture {

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle STRONG = PLAIN.bold();
  private static final AttributedStyle INVERSE = PLAIN.inverse();

  /** From so many rows on, there is room for what sharing saves. */
  private static final int ROOMY = 16;

  private final Model model;
  private final Look look;
  private final List<AttributedString> lines = new ArrayList<>();

  private Picture(Model model) {
    this.model = model;
    this.look = model.look();
  }

  /** As many lines as the screen has rows. */
  static List<AttributedString> of(Model model) {
    Picture picture = new Picture(model);
    picture.draw();
    return picture.lines;
  }

  private void draw() {
    if (look.isTooSmall()) {
      add("This terminal is too small: " + look.columns() + "x" + look.rows(), PLAIN);
      add("mcpmux top needs " + Look.MIN_COLUMNS + "x" + Look.MIN_ROWS + "; q ends it", PLAIN);
      fill(look.rows());
      return;
    }
    if (model.isHelping()) {
      Help.LINES.forEach(line -> add(line, PLAIN));
    } else {
      head();
      if (model.detail() == null) {
        table();
      } else {
        detail();
      }
    }
    fill(look.rows() - 1);
    foot();
  }

  private void add(String text, AttributedStyle style) {
    lines.add(Lines.line(text, look.columns(), style));
  }

  /** Fills up to so many lines, or cuts. */
  private void fill(int rows) {
    while (lines.size() < rows) {
      lines.add(AttributedString.EMPTY);
    }
    lines.subList(rows, lines.size()).clear();
  }

  private void head() {
    Snapshot now = model.snapshot();
    Map<String, Object> daemon = now.daemon();
    double rate = now.servers().stream().mapToDouble(model.rates()::server).sum();
    add(
        Printable.line(
            "mcpmux "
                + daemon.get("version")
                + ": "
                + Counted.of(now.sessions().size(), "session", "sessions")
                + ", "
                + now.inFlight()
                + " in flight, "
                + (rate > 0 ? Figures.shownRate(rate) : "0")
                + " calls/s; pid "
                + daemon.get("pid")
                + ", up "
                + Durations.show(Numbers.number(daemon, "uptimeSeconds"))),
        STRONG);
    if (look.rows() >= ROOMY) {
      String sharing = SharingLine.of(now.top());
      (look.isWide() ? sharing.replace("\n", " ") : sharing)
          .lines()
          .forEach(line -> add(line, look.style(Table.Tone.DIM)));
    }
    tabs();
  }

  private void tabs() {
    AttributedStringBuilder line = new AttributedStringBuilder();
    for (Page page : Page.values()) {
      boolean here = page == model.page();
      line.styled(here ? INVERSE : PLAIN, " " + (page.ordinal() + 1) + " " + page.title + " ");
      line.append(" ");
    }
    String filter = model.listing().filter();
    if (!filter.isEmpty() && model.detail() == null) {
      line.styled(look.style(Table.Tone.ODD), " only with \"" + Printable.line(filter) + "\"");
    }
    lines.add(line.toAttributedString().columnSubSequence(0, look.columns()));
  }

  private void table() {
    Table table = model.table();
    Listing listing = model.listing();
    List<Integer> columns = table.fitting(look.columns());
    lines.add(heading(table, listing, columns));
    List<Table.Row> rows = listing.rows(table);
    int room = look.rows() - 1 - lines.size();
    int chosen = listing.place(rows);
    int first = Math.max(0, Math.min(chosen - room / 2, rows.size() - room));
    for (int i = first; i < Math.min(first + room, rows.size()); i++) {
      lines.add(row(table, rows.get(i), columns, i == chosen));
    }
    if (rows.isEmpty()) {
      add(empty(listing), look.style(Table.Tone.DIM));
    }
  }

  private String empty(Listing listing) {
    if (!listing.filter().isEmpty()) {
      return "Nothing here has that text; Esc shows all.";
    }
    return switch (model.page()) {
      case SERVERS -> "No server is configured.";
      case SESSIONS -> "Nobody is attached.";
      case CALLS -> "Nothing waits for an answer.";
    };
  }

  private AttributedString heading(Table table, Listing listing, List<Integer> columns) {
    StringBuilder line = new StringBuilder();
    for (int i : columns) {
      Table.Column column = table.columns().get(i);
      boolean sorted = i == listing.sort();
      String mark = !sorted ? "" : listing.isReversed() ? "^" : "v";
      append(line, column.title() + mark, table.width(i, columns, look.columns()), column);
    }
    return Lines.line(line.toString(), look.columns(), INVERSE);
  }

  private AttributedString row(
      Table table, Table.Row row, List<Integer> columns, boolean isChosen) {
    StringBuilder line = new StringBuilder();
    for (int i : columns) {
      String text = row.cells().get(i).text();
      append(line, text, table.width(i, columns, look.columns()), table.columns().get(i));
    }
    AttributedStyle style = look.style(row.tone());
    return Lines.line(line.toString(), look.columns(), isChosen ? style.inverse() : style);
  }

  private static void append(StringBuilder line, String text, int width, Table.Column column) {
    line.append(line.isEmpty() ? "" : " ").append(Lines.fit(text, width, column.isRight()));
  }

  private void detail() {
    List<String> all = Details.of(model);
    int room = look.rows() - 1 - lines.size();
    int first = model.scroll(all.size(), room);
    for (String line : all.subList(first, Math.min(first + room, all.size()))) {
      lines.add(Lines.coloured(line, look.columns()));
    }
  }

  private void foot() {
    if (model.question() != null) {
      Model.Question asked = model.question();
      add(Printable.line(asked.deed().question(asked.server())), STRONG);
    } else if (model.isTyping()) {
      add("Only rows with: " + Printable.line(model.listing().filter()) + "_", STRONG);
    } else if (model.gone() != null) {
      add(Printable.line(model.gone()), look.style(Table.Tone.BAD).inverse());
    } else if (model.notice() != null) {
      add(
          model.notice().text(),
          model.notice().isBad() ? look.style(Table.Tone.BAD).bold() : STRONG);
    } else {
      add(hints(), look.style(Table.Tone.DIM));
    }
  }

  private String hints() {
    if (model.isHelping()) {
      return "Any key goes back.";
    }
    return model.detail() != null
        ? "Esc back  up/down scroll  r restart  d disable  ? help  q quit"
        : "Enter look  Tab next  s sort  / filter  r restart  d disable  ? help  q quit";
  }
}
