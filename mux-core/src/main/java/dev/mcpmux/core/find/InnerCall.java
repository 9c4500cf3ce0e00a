package dev.mcpmux.core.find;

import dev.mcpmux.core.frame.BriefValue;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.schema.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The call of a tool that stands in the arguments of {@code call_tool}.
 *
 * @param name the tool's; null where something is wrong
 * @param arguments where the tool's stand, within the params; empty where there are none
 * @param outer where the arguments of {@code call_tool} stand, which these take the place of
 * @param fitted a schema that the tool's arguments fit; null when none was tried, or they may not
 * @param wrong why there is no such call; null for nothing
 */
public record InnerCall(String name, Span arguments, Span outer, Schema fitted, String wrong) {
  private static final Span NOWHERE = new Span(0, 0);
  private static final String ARGUMENTS = "arguments";

  /** From so many bytes on a second look takes longer than to find the schema twice. */
  private static final int LONG = 1024;

  /** A part of the params. */
  public record Span(int start, int end) {
    public int length() {
      return end - start;
    }
  }

  /** Reads a call. */
  private static final class Reader {
    private final BriefValue params;
    private final byte[] json;
    private int outers;
    private Span outer = NOWHERE;
    private boolean otherCase;
    private String name;
    private Span arguments = NOWHERE;
    private boolean fits = true;
    private final Function<String, Schema> schemas;
    private Schema fitted;

    Reader(BriefValue params, Function<String, Schema> schemas) {
      this.params = params;
      this.json = params.json();
      this.schemas = schemas;
    }

    private int outer(String key, int from) {
      boolean isOuter = key.equalsIgnoreCase(ARGUMENTS);
      int to =
          isOuter && json[from] == '{'
              ? JsonSpans.members(json, from, this::inner)
              : JsonSpans.end(json, from);
      if (isOuter) {
        outers++;
        otherCase |= !key.equals(ARGUMENTS);
        outer = new Span(from, to);
      }
      return to;
    }

    private int inner(String key, int from) {
      boolean isArguments = key.equals(ARGUMENTS);
      fitted = isArguments ? null : fitted; // of several, the last are the call's
      int to = isArguments && json[from] == '{' ? endOfArguments(from) : -1;
      to = to < 0 ? JsonSpans.end(json, from) : to;
      if (key.equals("name")) {
        name = JsonSpans.text(json, from, to);
        fits &= name != null;
      } else if (isArguments) {
        arguments = json[from] == 'n' ? NOWHERE : new Span(from, to);
        fits &= json[from] == '{' || json[from] == 'n';
      } else {
        fits = false;
      }
      return to;
    }

    /** Long ones are looked at once, to find their end and to see that they fit; -1 for others. */
    private int endOfArguments(int from) {
      fitted = name == null || json.length - from < LONG ? null : schemas.apply(name);
      int end = fitted == null ? -1 : fitted.endOfFitting(json, from);
      fitted = end < 0 ? null : fitted;
      return end;
    }

    InnerCall read() {
      JsonSpans.members(json, 0, this::outer);
      if (!params.isWhole() && !fitsWithoutLongStrings()) {
        return null;
      }
      return new InnerCall(name, inWhole(arguments), inWhole(outer), fitted, wrong());
    }

    /** What is left out is then of no account: it is neither the name nor in a message. */
    private boolean fitsWithoutLongStrings() {
      Schema schema = name == null ? null : schemas.apply(name);
      if (schema == null || arguments.length() == 0 || outers > 1 || otherCase || !fits) {
        return false;
      } else if (fitted == schema) {
        return true;
      }
      fitted = schema.endOfFitting(json, arguments.start()) < 0 ? null : schema;
      return fitted != null;
    }

    private Span inWhole(Span span) {
      return params.isWhole()
          ? span
          : new Span(params.inWhole(span.start()), params.inWhole(span.end()));
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
   * @param schemas what the arguments of a tool must be like, by its name; null where that is not
   *     known
   * @return null where it takes the whole of the params to tell
   */
  public static InnerCall of(BriefValue params, Function<String, Schema> schemas) {
    return new Reader(params, schemas).read();
  }
}
