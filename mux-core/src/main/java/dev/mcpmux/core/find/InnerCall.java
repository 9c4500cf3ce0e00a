package dev.mcpmux.core.find;

import dev.mcpmux.core.frame.JsonSpans;
import java.util.Arrays;
import java.util.List;

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
  private static final String ARGUMENTS = "arguments";

  /** A part of the params. */
  public record Span(int start, int end) {
    public int length() {
      return end - start;
    }
  }

  /** Reads a call. */
  private static final class Reader {
    private final byte[] json;
    private int outers;
    private Span outer = NOWHERE;
    private boolean otherCase;
    private String name;
    private Span arguments = NOWHERE;
    private boolean fits = true;

    Reader(byte[] json) {
      this.json = json;
    }

    void outer(String key, int from, int to) {
      if (key.equalsIgnoreCase(ARGUMENTS)) {
        outers++;
        otherCase |= !key.equals(ARGUMENTS);
        outer = new Span(from, to);
      }
    }

    void inner(String key, int from, int to) {
      if (key.equals("name")) {
        name = JsonSpans.text(json, from, to);
        fits &= name != null;
      } else if (key.equals(ARGUMENTS)) {
        arguments = json[from] == 'n' ? NOWHERE : new Span(from, to);
        fits &= json[from] == '{' || json[from] == 'n';
      } else {
        fits = false;
      }
    }

    InnerCall read() {
      JsonSpans.members(json, 0, this::outer);
      if (outers == 1) {
        JsonSpans.members(json, outer.start(), this::inner);
      }
      return new InnerCall(name, arguments, outer, wrong());
    }

    private String wrong() {
      if (outers > 1) {
        return "arguments: there are several";
      } else if (otherCase) {
        return "arguments: is missing, expected object (not in capitals)";
      } else if (fits && name != null) {
        return null;
      }
      byte[] all =
          outers == 0
              ? new byte[] {'{', '}'}
              : Arrays.copyOfRange(json, outer.start(), outer.end());
      List<String> faults = FindTools.CALL_ARGUMENTS.errors(ARGUMENTS, all);
      boolean asText = arguments.length() > 0 && json[arguments.start()] == '"';
      return (faults.isEmpty() ? FindTools.CALL_EXPECTED : String.join("\n", faults))
          + (asText ? "\nGive the object itself, not its text." : "");
    }
  }

  /**
   * @param params those of a {@code tools/call}, an object
   */
  public static InnerCall of(byte[] params) {
    return new Reader(params).read();
  }
}
