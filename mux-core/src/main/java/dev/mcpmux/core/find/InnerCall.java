package dev.mcpmux.core.find;

import dev.mcpmux.core.frame.JsonSpans;

/**
 * The call of a tool that stands in the arguments of {@code call_tool}.
 *
 * @param name the tool's; null where something is wrong
 * @param arguments where the tool's stand, within the params; empty where there are none
 * @param outer where the arguments of {@code call_tool} stand, which these take the place of
 * @param wrong why there is no such call; null for nothing
 */
public record InnerCall(String name, Span arguments, Span outer, String wrong) {
  private static final Span NOWHERE = new Span(0, 0);

  /** A part of the params. */
  public record Span(int start, int end) {}

  /** Reads a call. */
  private static final class Reader {
    private final byte[] json;
    private int outers;
    private Span outer = NOWHERE;
    private String name;
    private Span arguments = NOWHERE;
    private String wrong;

    Reader(byte[] json) {
      this.json = json;
    }

    void outer(String key, int from, int to) {
      if (key.equalsIgnoreCase("arguments")) {
        outers++;
        outer = new Span(from, to);
      }
    }

    void inner(String key, int from, int to) {
      if (key.equals("name")) {
        name = JsonSpans.text(json, from, to);
      } else if (key.equals("arguments")) {
        arguments = new Span(from, to);
      } else if (wrong == null) {
        wrong = "arguments: expected \"name\" and \"arguments\" of the tool and nothing beside";
      }
    }

    InnerCall read() {
      JsonSpans.members(json, 0, this::outer);
      if (outers > 1) {
        wrong = "arguments: there are several";
      } else if (outers == 1) {
        JsonSpans.members(json, outer.start(), this::inner);
      }
      if (wrong == null && name == null) {
        wrong = "arguments.name: is missing, expected string";
      } else if (wrong == null && json[arguments.start()] != '{') {
        wrong = "arguments.arguments: expected object";
      }
      return new InnerCall(name, arguments, outer, wrong);
    }
  }

  /**
   * @param params those of a {@code tools/call}, an object
   */
  public static InnerCall of(byte[] params) {
    return new Reader(params).read();
  }
}
