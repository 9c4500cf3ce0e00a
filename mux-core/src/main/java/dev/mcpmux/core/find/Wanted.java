package dev.mcpmux.core.find;

import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What {@code find_tools} is asked for.
 *
 * @param server null for any
 * @param limit how many tools at most
 */
public record Wanted(String query, String server, boolean readOnly, int limit) {

  /** More says no more of what is wanted. */
  private static final int MAX_QUERY_CHARS = 4_000;

  private static final int MAX_SERVER_CHARS = 1_000;

  /** What is wrong with such arguments; empty for nothing. */
  public static List<String> errors(byte[] arguments) {
    int limit = Schema.MAX_VALUE_BYTES;
    return arguments.length > limit
        ? List.of("arguments: " + arguments.length + " bytes (limit: " + limit + ")")
        : FindTools.FIND_ARGUMENTS.errors("arguments", arguments);
  }

  /** Reads arguments without {@link #errors}. */
  public static Wanted of(byte[] arguments) {
    String query = JsonSpans.textOf(arguments, 0, "query");
    String server = JsonSpans.textOf(arguments, 0, "server");
    boolean[] readOnly = new boolean[1];
    int[] limit = {FindTools.DEFAULT_LIMIT};
    JsonSpans.members(
        arguments,
        0,
        (name, start, end) -> {
          String value = new String(arguments, start, end - start, StandardCharsets.UTF_8);
          if (name.equals("readOnly")) {
            readOnly[0] = value.equals("true");
          } else if (name.equals("limit")) {
            limit[0] = (int) Double.parseDouble(value);
          }
        });
    return new Wanted(
        start(query, MAX_QUERY_CHARS),
        server == null ? null : start(server, MAX_SERVER_CHARS),
        readOnly[0],
        limit[0]);
  }

  private static String start(String text, int chars) {
    return text.length() <= chars ? text : text.substring(0, chars);
  }
}
