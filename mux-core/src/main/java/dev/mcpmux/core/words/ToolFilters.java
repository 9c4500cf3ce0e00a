package dev.mcpmux.core.words;

import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;

/** The tools that sessions may see and call, where the config of their server limits them. */
public final class ToolFilters {
  private static final String CALL = Method.TOOLS_CALL.wireName();

  private ToolFilters() {}

  /** The tools of a server that a config lets through. */
  public static ToolFilter of(MuxConfig config, String server) {
    ServerConfig found = config.servers().get(server);
    return found == null ? ToolFilter.none() : found.tools();
  }

  /** What is answered to a call of a tool that may not be called, as to one that is not there. */
  public static Refusal unknown(String tool) {
    return Refusal.invalidParams("Unknown tool: " + tool);
  }

  /** Why a request or notification of the session's may not go on; null when it may. */
  public static Refusal refusal(ToolFilter tools, FrameView frame) {
    if (tools.isNone() || !isCall(frame)) {
      return null;
    } else if (frame.method() != Method.TOOLS_CALL) {
      return Refusal.methodNotFound(frame.text(Field.METHOD));
    } else if (!frame.is(Field.NAME, ValueType.STRING)) {
      return Refusal.invalidParams("name, a string, is missing");
    }
    String name = frame.text(Field.NAME);
    return tools.admits(name) ? null : unknown(name);
  }

  /** Whether some server takes it for the call of a tool: method names are matched in many ways. */
  private static boolean isCall(FrameView frame) {
    return frame.method() == Method.TOOLS_CALL
        || frame.method() == Method.UNKNOWN
            && CALL.equalsIgnoreCase(frame.text(Field.METHOD).strip());
  }

  /**
   * Takes out of a result the tools that the session may not see.
   *
   * @param start where the result stands in the frame that is edited
   */
  public static void edit(ToolFilter tools, byte[] result, int start, FrameEdits edits) {
    JsonSpans.members(
        result,
        0,
        (name, from, to) -> {
          if (name.equals("tools") && result[from] == '[') {
            byte[] shown = JsonSpans.filter(result, from, tool -> isShown(tools, result, tool));
            edits.replace(start + from, start + to, shown);
          }
        });
  }

  private static boolean isShown(ToolFilter tools, byte[] result, int tool) {
    String name = JsonSpans.textOf(result, tool, "name");
    return tools.admits(name == null ? "" : name);
  }
}
