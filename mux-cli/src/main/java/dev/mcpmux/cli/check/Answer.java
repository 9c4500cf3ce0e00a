package dev.mcpmux.cli.check;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.util.Map;

/**
 * What a server answered to a request.
 *
 * @param result the text of the {@code result}; null for an error, or where none came
 * @param error the text of the {@code error}; null where there is none
 */
record Answer(String result, String error) {

  static final Answer NONE = new Answer(null, null);

  boolean isResult() {
    return result != null;
  }

  /** Whether the server said anything. */
  boolean came() {
    return result != null || error != null;
  }

  Map<String, Object> tree() {
    return result == null ? Map.of() : JsonTree.parse(result);
  }

  /** The error's message for people; null where there is none. */
  String message() {
    return error == null ? null : RawJson.string(error, "message");
  }
}
