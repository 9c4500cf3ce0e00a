package dev.mcpmux.core.find;

import dev.mcpmux.core.frame.JsonSpans;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The call of a tool that stands in the arguments of {@code call_tool}.
 *
 * @param name the tool's; null where something is wrong
 * @param arguments the tool's, as they stand there
 * @param start where the arguments of {@code call_tool} begin, which these take the place of
 * @param end behind them
 * @param wrong why there is no such call; null for nothing
 */
public record InnerCall(String name, byte[] arguments, int start, int end, String wrong) {
  private static final byte[] NONE = "{}".getBytes(StandardCharsets.UTF_8);

  /** Reads a call. */
  private static final class Reader {
    private final byte[] json;
    private int outers;
    private int start;
    private int end;
    private String name;
    private byte[] arguments = NONE;
    private String wrong;

    Reader(byte[] json) {
      this.json = json;
    }

    void outer(String key, int from, int to) {
      if (key.equalsIgnoreCase("arguments")) {
        outers++;
        start = from;
        end = to;
      }
    }

    void inner(String key, int from, int to) {
      if (key.equals("name")) {
        name = JsonSpans.text(json, from, to);
      } else if (key.equals("arguments")) {
        arguments = Arrays.copyOfRange(json, from, to);
      } else if (wrong == null) {
        wrong = "arguments: expected \"name\" and \"arguments\" of the tool and nothing beside";
      }
    }

    InnerCall read() {
      JsonSpans.members(json, 0, this::outer);
      if (outers > 1) {
        wrong = "arguments: there are several";
      } else if (outers == 1) {
        JsonSpans.members(json, start, this::inner);
      }
      if (wrong == null && name == null) {
        wrong = "arguments.name: is missing, expected string";
      } else if (wrong == null && arguments[0] != '{') {
        wrong = "arguments.arguments: expected object";
      }
      return new InnerCall(name, arguments, start, end, wrong);
    }
  }

  /**
   * @param params those of a {@code tools/call}, an object
   */
  public static InnerCall of(byte[] params) {
    return new Reader(params).read();
  }
}
