package dev.mcpmux.cli.attach;

import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The first line from a relay to the daemon, see {@code docs/attach-protocol.md}. Its version says
 * whether there are bytes in it that are not UTF-8.
 */
final class Hello {

  private static final String BEGIN = "{\"mcpmux\":";

  private final StringBuilder out = new StringBuilder(8192);
  private boolean odd;

  private Hello() {}

  /**
   * @param environment the client's whole environment
   * @param cwd the client's working directory, absolute
   * @param resume what a daemon gave to go on with the session, as JSON; null for a new one
   */
  static ByteBuffer line(
      AttachOptions options, String cwd, Map<String, String> environment, long pid, String resume) {
    Hello hello = new Hello();
    hello.append(options, cwd, environment);
    hello.out.append(",\"pid\":").append(pid).append(",\"resumes\":1,\"build\":");
    hello.quote(build());
    if (resume != null) {
      hello.out.append(",\"resume\":").append(resume);
    }
    hello.out.append("}\n");
    if (options.profile() != null) {
      hello.out.setCharAt(BEGIN.length(), '4');
    } else if (options.find()) {
      hello.out.setCharAt(BEGIN.length(), '3');
    } else if (hello.odd) {
      hello.out.setCharAt(BEGIN.length(), '2');
    }
    return ByteBuffer.wrap(hello.out.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The version of this distribution, as {@code mcpmux --version} prints it. */
  private static String build() {
    try (InputStream in = Hello.class.getResourceAsStream("build.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(AttachOptions options, String cwd, Map<String, String> environment) {
    out.append(BEGIN).append("1,\"attach\":{");
    if (options.name() != null) {
      out.append("\"name\":");
      quote(options.name());
    } else if (options.command() != null) {
      out.append("\"command\":");
      appendArray(options.command());
    } else {
      out.append("\"all\":true");
      if (!options.only().isEmpty()) {
        out.append(",\"only\":");
        appendArray(options.only());
      }
      if (options.profile() != null) {
        out.append(",\"profile\":");
        quote(options.profile());
      }
      if (options.find()) {
        out.append(",\"view\":\"find\"");
      }
    }
    out.append("},\"cwd\":");
    quote(cwd);
    out.append(",\"env\":{");
    boolean first = true;
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      quote(variable.getKey());
      out.append(':');
      quote(variable.getValue());
    }
    out.append('}');
  }

  private void quote(String value) {
    odd |= RawJson.quote(out, value);
  }

  private void appendArray(List<String> values) {
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      quote(values.get(i));
    }
    out.append(']');
  }
}
