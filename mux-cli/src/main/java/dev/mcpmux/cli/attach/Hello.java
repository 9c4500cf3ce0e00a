package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.RawJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The first line from a relay to the daemon, see {@code docs/attach-protocol.md}. */
final class Hello {

  private Hello() {}

  /**
   * @param environment the client's whole environment
   * @param cwd the client's working directory, absolute
   */
  static ByteBuffer line(
      AttachOptions options, String cwd, Map<String, String> environment, long pid) {
    StringBuilder out = new StringBuilder(8192);
    out.append("{\"mcpmux\":1,\"attach\":{");
    if (options.name() != null) {
      out.append("\"name\":");
      RawJson.quote(out, options.name());
    } else if (options.command() != null) {
      out.append("\"command\":");
      appendArray(out, options.command());
    } else {
      out.append("\"all\":true");
      if (!options.only().isEmpty()) {
        out.append(",\"only\":");
        appendArray(out, options.only());
      }
    }
    out.append("},\"cwd\":");
    RawJson.quote(out, cwd);
    out.append(",\"env\":{");
    boolean first = true;
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      RawJson.quote(out, variable.getKey());
      out.append(':');
      RawJson.quote(out, variable.getValue());
    }
    out.append("},\"pid\":").append(pid).append("}\n");
    return ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void appendArray(StringBuilder out, List<String> values) {
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      RawJson.quote(out, values.get(i));
    }
    out.append(']');
  }
}
