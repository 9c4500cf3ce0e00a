package dev.mcpmux.cli.tap;

import dev.mcpmux.cli.text.Amounts;
import dev.mcpmux.cli.text.Colours;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.core.text.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Messages as people read them at a terminal, and as programs read them from a pipe. */
final class WireText {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final int MAX_FAULT = 200;
  private static final String MARGIN = "             ";

  // with the spaces between them, and time, session and way, 80 columns
  private static final int SERVER = 10;
  private static final int WHAT = 26;
  private static final int IDS = 7;
  private static final int SIZE = 6;
  private static final int LATENCY = 7;

  private final Colours colours;
  private final ZoneId zone;
  private final boolean full;

  /**
   * @param full whether with what stands in the messages
   */
  WireText(Colours colours, ZoneId zone, boolean full) {
    this.colours = colours;
    this.zone = zone;
    this.full = full;
  }

  /** What the columns are called. */
  String title() {
    return colours.strong(
        row("TIME", "SES", "WAY", List.of("SERVER", "MESSAGE", "IDS", "SIZE", "TOOK")));
  }

  /**
   * For a terminal of 80 columns, without the last line end.
   *
   * @param faults what is wrong with it
   */
  String pretty(WireMessage message, List<String> faults) {
    Instant time = Instant.parse(message.get("time"));
    long micros = message.number("latencyMicros");
    String row =
        row(
            TIME.format(time.atZone(zone)),
            message.get("session"),
            way(message),
            List.of(
                message.get("server"),
                what(message),
                ids(message),
                Amounts.bytes(message.number("bytes")).replace(" ", ""),
                micros < 0 ? "" : Amounts.micros(micros).replace(" ", "")));
    StringBuilder out = new StringBuilder(coloured(message, row));
    if (message.has("note")) {
      out.append('\n').append(MARGIN).append(Printable.line(message.get("note"), 66));
    }
    for (String fault : faults) {
      String words = Printable.line(fault, MAX_FAULT);
      out.append('\n')
          .append(colours.bad(Paragraph.of(MARGIN + "! ", MARGIN + "  ", words).stripTrailing()));
    }
    if (full && message.body() != null) {
      String body = PrettyJson.of(Printable.json(message.body()), MARGIN);
      out.append('\n').append(Printable.lines(body));
    } else if (full && message.has("start")) {
      out.append('\n').append(MARGIN).append(Printable.line(message.get("start"))).append('…');
    }
    return out.toString();
  }

  /** One line with tabs between its columns, and nothing cut. */
  String oneLine(WireMessage message, List<String> faults) {
    StringBuilder out = new StringBuilder(message.get("time"));
    column(out, message.get("session"));
    column(out, way(message));
    column(out, message.get("server"));
    column(out, message.get("kind"));
    column(out, message.get("method"));
    column(out, message.get("tool"));
    column(out, message.get("id"));
    column(out, message.get("serverId"));
    column(out, message.get("bytes"));
    column(out, message.get("latencyMicros"));
    column(out, message.failed() ? "failed" : "");
    column(out, message.get("note"));
    column(out, String.join("; ", faults));
    if (full) {
      String body = message.body() == null ? message.get("start") : message.body();
      column(out, Printable.json(body));
    }
    return out.toString();
  }

  private static void column(StringBuilder out, String text) {
    out.append('\t').append(text.isEmpty() ? "-" : Printable.line(text));
  }

  private String coloured(WireMessage message, String row) {
    if (message.failed()) {
      return colours.bad(row);
    }
    return message.isFrom("mcpmux") ? colours.odd(row) : row;
  }

  private static String row(String time, String session, String way, List<String> rest) {
    return left(time, 12)
        + ' '
        + right(session, 3)
        + ' '
        + left(way, 3)
        + ' '
        + left(rest.get(0), SERVER)
        + ' '
        + left(rest.get(1), WHAT)
        + ' '
        + left(rest.get(2), IDS)
        + right(rest.get(3), SIZE)
        + right(rest.get(4), LATENCY);
  }

  /** Such as {@code c>s}: from the client to the server. */
  private static String way(WireMessage message) {
    String from = message.get("from");
    String to = message.get("to");
    return from.isEmpty() || to.isEmpty() ? "" : from.charAt(0) + ">" + to.charAt(0);
  }

  private static String what(WireMessage message) {
    String method = message.get("method");
    String tool = message.get("tool");
    String what = tool.isEmpty() ? method : shortened(method) + " " + tool;
    return switch (message.get("kind")) {
      case "error" -> "error: " + what;
      case "invalid" -> what.isEmpty() ? "invalid" : "invalid: " + what;
      default -> message.failed() ? "failed: " + what : what;
    };
  }

  /** The tool says more than the method. */
  private static String shortened(String method) {
    return method.substring(method.indexOf('/') + 1);
  }

  private static String ids(WireMessage message) {
    String id = message.get("id");
    String server = message.get("serverId");
    return server.isEmpty() ? id : (id.isEmpty() ? "-" : id) + "/" + server;
  }

  private static String left(String text, int columns) {
    String shown = Printable.line(text, columns);
    shown = shown.length() <= columns ? shown : shown.substring(0, columns - 1) + "…";
    return shown + " ".repeat(Math.max(0, columns - shown.length()));
  }

  private static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - text.length())) + text;
  }
}
