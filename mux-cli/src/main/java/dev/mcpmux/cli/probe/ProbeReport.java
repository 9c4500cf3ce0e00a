package dev.mcpmux.cli.probe;

import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.text.Printable;
import java.util.List;

/**
 * What is said of a try.
 *
 * @param server what people call the server
 */
public record ProbeReport(String server, ProbeResult result) {

  private static final String INDENT = "  ";
  private static final int MAX_NAME = 40;

  /** For people, within the width of a screen. */
  public String text() {
    StringBuilder text = new StringBuilder();
    if (result.works()) {
      text.append(Paragraph.of("", INDENT, Printable.line(server) + " works: " + summary()));
      if (!result.tools().isEmpty()) {
        text.append('\n');
      }
      int width = 0;
      for (ProbeResult.Tool tool : result.tools()) {
        width = Math.max(width, Math.min(MAX_NAME, tool.name().length()));
      }
      for (ProbeResult.Tool tool : result.tools()) {
        String name = Printable.line(tool.name());
        String padding = " ".repeat(Math.max(0, width - name.length()) + 2);
        text.append(Paragraph.cut(INDENT + name + padding, firstLine(tool.description())));
      }
      return text.toString();
    }
    ProbeResult.Failure failure = result.failure();
    List<String> lines = failure.message().lines().toList();
    text.append(
        Paragraph.of("", INDENT, Printable.line(server) + " does not work: " + lines.get(0)));
    lines.stream().skip(1).forEach(line -> text.append(Paragraph.of(INDENT, INDENT, line)));
    if (!failure.stderr().isEmpty()) {
      text.append("\nThe end of its stderr:\n");
      failure
          .stderr()
          .forEach(line -> text.append(INDENT).append(Printable.line(line)).append('\n'));
    }
    String next = Advice.on(failure);
    return next.isEmpty()
        ? text.toString()
        : text.append('\n').append(Paragraph.of("-> ", "   ", next)).toString();
  }

  /** Its name, version and revision, its tools, and how long it took. */
  public String summary() {
    String version = result.version().isEmpty() ? "" : " " + result.version();
    String own = result.name().isEmpty() ? "" : Printable.line(result.name() + version) + ", ";
    return own
        + "MCP "
        + Printable.line(result.protocol())
        + ", "
        + Counted.of(result.tools().size(), "tool")
        + ", ready in "
        + seconds();
  }

  public String seconds() {
    return result.millis() / 1000 + "." + result.millis() / 100 % 10 + " s";
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }

  /** For programs. */
  public String json() {
    StringBuilder json = new StringBuilder("{\"server\":").append(RawJson.quote(server));
    json.append(",\"works\":").append(result.works());
    json.append(",\"millis\":").append(result.millis());
    if (!result.protocol().isEmpty()) {
      json.append(",\"name\":").append(RawJson.quote(result.name()));
      json.append(",\"version\":").append(RawJson.quote(result.version()));
      json.append(",\"protocol\":").append(RawJson.quote(result.protocol()));
    }
    if (result.works()) {
      json.append(",\"tools\":[");
      String comma = "";
      for (ProbeResult.Tool tool : result.tools()) {
        json.append(comma).append("{\"name\":").append(RawJson.quote(tool.name()));
        json.append(",\"description\":").append(RawJson.quote(tool.description())).append('}');
        comma = ",";
      }
      json.append(']');
    } else {
      ProbeResult.Failure failure = result.failure();
      json.append(",\"reason\":").append(RawJson.quote(failure.reason()));
      json.append(",\"message\":").append(RawJson.quote(failure.message()));
      json.append(",\"stderr\":[");
      String comma = "";
      for (String line : failure.stderr()) {
        json.append(comma).append(RawJson.quote(line));
        comma = ",";
      }
      json.append(']');
    }
    return Printable.json(json.append('}').toString());
  }
}
