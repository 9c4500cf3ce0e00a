package dev.mcpmux.core.table;

import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The first lines that a server which has not answered {@code initialize} wrote to stdout and that
 * are no messages: when it does not come to answer, they are the best that is known of why.
 */
public final class FirstWords {
  private static final int MAX_LINES = 4;
  private static final int MAX_CHARS = 200;
  private static final String MARK = "\uFEFF";

  private final List<String> lines = new ArrayList<>();
  private boolean json;
  private boolean more;

  /** Copies what it needs of the line. */
  public void add(FrameView line) {
    if (lines.size() == MAX_LINES) {
      more = true;
      return;
    }
    if (line.fault() == FrameFault.OVERSIZE) {
      lines.add(line.faultText());
      return;
    }
    json |= lines.isEmpty() && line.fault() == FrameFault.INVALID_REQUEST;
    byte[] start = new byte[(int) Math.min(line.frameBytes(), 4L * MAX_CHARS)];
    line.bytes().get(line.offset(), start);
    lines.add(new String(start, StandardCharsets.UTF_8).stripTrailing());
  }

  /** A clause for people that follows what has failed; empty when there is nothing to say. */
  public String clause() {
    if (lines.isEmpty()) {
      return "";
    }
    String quoted =
        lines.stream()
            .map(line -> '"' + Printable.line(line, MAX_CHARS) + '"')
            .collect(Collectors.joining(", "));
    return "; its stdout began with what is not a message: "
        + quoted
        + (more ? ", …" : "")
        + ": "
        + looks();
  }

  private String looks() {
    String first = lines.get(0).strip();
    String lower = first.toLowerCase(Locale.ROOT);
    if (lower.startsWith("content-length:") || lower.startsWith("content-type:")) {
      return "looks like Content-Length framing: the server speaks LSP's framing, not MCP's stdio";
    } else if (first.startsWith(MARK)) {
      return "it begins with a byte order mark, which is no part of JSON";
    } else if (json) {
      return "this is JSON, but no JSON-RPC message";
    } else if (first.startsWith("{") || first.equals("[") || first.startsWith("\"jsonrpc\"")) {
      return "looks like JSON over several lines: one message a line is needed";
    } else if (lower.startsWith("<!doctype") || lower.startsWith("<html")) {
      return "looks like HTML: this is a web server's answer, not an MCP server on stdio";
    } else if (lower.startsWith("http/1.")) {
      return "looks like HTTP: write its url in the config, not its command";
    } else if (lines.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("usage:"))) {
      return "looks like its help: it may want other arguments to be a server on stdio";
    }
    return "looks like a banner or a log: what is not a message belongs on stderr, and a server"
        + " that talks of a port or a URL may want an argument for stdio";
  }
}
