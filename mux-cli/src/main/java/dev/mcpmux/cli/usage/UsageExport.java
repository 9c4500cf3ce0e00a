package dev.mcpmux.cli.usage;

import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The history for programs. */
final class UsageExport {

  private static final String FORMULA = "=+-@";

  private UsageExport() {}

  /**
   * A line for each, after one with the names of the columns (RFC 4180). A cell that a spreadsheet
   * would take for a formula begins with an apostrophe.
   */
  static String csv(By by, List<History.Group> groups) {
    StringBuilder out = new StringBuilder();
    List<String> head = new ArrayList<>(by.columns());
    head.add("calls");
    Counts.ENDS.forEach(end -> head.add(Counts.word(end)));
    head.addAll(List.of("micros", "p95Micros", "bytesOut", "last"));
    line(out, head);
    for (History.Group group : groups) {
      List<String> cells = new ArrayList<>(group.names());
      cells.add(Long.toString(group.counts().calls()));
      Counts.ENDS.forEach(end -> cells.add(Long.toString(group.counts().ended(end))));
      cells.add(Long.toString(group.counts().micros()));
      cells.add(Long.toString(group.counts().p95Micros()));
      cells.add(Long.toString(group.counts().bytes()));
      cells.add(group.last());
      line(out, cells);
    }
    return out.toString();
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append(cells.stream().map(UsageExport::cell).collect(Collectors.joining(","))).append('\n');
  }

  private static String cell(String text) {
    String line = Printable.line(text); // first: it takes out what a formula may hide behind
    String start = line.stripLeading();
    boolean formula = !start.isEmpty() && FORMULA.indexOf(start.charAt(0)) >= 0;
    String safe = formula ? "'" + line : line;
    boolean quoted = safe.indexOf(',') >= 0 || safe.indexOf('"') >= 0;
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  /** One object. */
  static String json(History history, By by, List<String> unused) {
    StringBuilder json = new StringBuilder("{\"since\":\"" + history.first() + "\",\"by\":\"");
    json.append(by.name().toLowerCase(Locale.ROOT)).append("\",\"rows\":[");
    String comma = "";
    for (History.Group group : history.by(by)) {
      json.append(comma).append('{');
      for (int i = 0; i < group.names().size(); i++) {
        json.append('"').append(by.columns().get(i)).append("\":");
        RawJson.quote(json, group.names().get(i));
        json.append(',');
      }
      counts(json, group.counts());
      json.append(",\"last\":\"").append(group.last()).append("\"}");
      comma = ",";
    }
    json.append("],\"unused\":[");
    json.append(unused.stream().map(RawJson::quote).collect(Collectors.joining(",")));
    json.append("],\"lives\":[");
    comma = "";
    for (Map.Entry<String, History.Life> life : new TreeMap<>(history.lives()).entrySet()) {
      json.append(comma).append("{\"server\":");
      RawJson.quote(json, life.getKey());
      number(json, "sessions", life.getValue().sessions());
      number(json, "starts", life.getValue().starts());
      number(json, "sessionMillis", life.getValue().sessionMillis());
      number(json, "processMillis", life.getValue().processMillis());
      number(json, "memoryKib", life.getValue().kib());
      json.append('}');
      comma = ",";
    }
    return json.append("]}").toString();
  }

  private static void counts(StringBuilder json, Counts counts) {
    json.append("\"calls\":").append(counts.calls());
    for (CallEnd end : Counts.ENDS) {
      number(json, Counts.word(end), counts.ended(end));
    }
    number(json, "micros", counts.micros());
    number(json, "p95Micros", counts.p95Micros());
    number(json, "bytesOut", counts.bytes());
  }

  private static void number(StringBuilder json, String name, long number) {
    json.append(",\"").append(name).append("\":").append(number);
  }
}
