package dev.mcpmux.core.view;

import dev.mcpmux.core.MuxActions;
import dev.mcpmux.core.MuxConfig;
import dev.mcpmux.core.ServerConfig;
import dev.mcpmux.core.ToolFilter;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameEdits;
import dev.mcpmux.core.frame.FrameFault;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameSplicer;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.route.Messages;
import dev.mcpmux.core.route.MuxParts;
import dev.mcpmux.core.route.Refusal;
import dev.mcpmux.core.route.ToolRules;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * The tools that sessions with one server may see and call, where its config limits them. Where it
 * does not, a frame costs one look-up in an empty map.
 */
final class ToolFilters implements ToolRules {
  private static final String CALL = Method.TOOLS_CALL.wireName();

  private final MuxActions driver;
  private final Map<Integer, String> servers = new HashMap<>();
  private final Map<Integer, ToolFilter> sessions = new HashMap<>();
  private MuxConfig config;

  ToolFilters(MuxConfig config, MuxActions driver) {
    this.config = config;
    this.driver = driver;
  }

  /** A session with a server of the config has opened. */
  void open(int session, String server) {
    servers.put(session, server);
    set(session, server);
  }

  void forget(int session) {
    servers.remove(session);
    sessions.remove(session);
  }

  /** The config has changed. */
  void reconfigure(MuxConfig changed) {
    config = changed;
    servers.forEach(this::set);
  }

  /** The tools of a server that a config lets through. */
  static ToolFilter of(MuxConfig config, String server) {
    ServerConfig found = config.servers().get(server);
    return found == null ? ToolFilter.none() : found.tools();
  }

  /** What is answered to a call of a tool that may not be called, as to one that is not there. */
  static Refusal unknown(String tool) {
    return Refusal.invalidParams("Unknown tool: " + tool);
  }

  /** Refuses what sessions have waiting and this config, which is to come, denies. */
  void restrict(MuxConfig coming, MuxParts parts) {
    servers.forEach(
        (session, server) -> {
          ToolFilter tools = of(coming, server);
          parts.refuseTools(session, name -> tools.admits(name) ? null : unknown(name));
        });
  }

  private void set(int session, String server) {
    ToolFilter tools = of(config, server);
    if (tools.isNone()) {
      sessions.remove(session);
    } else {
      sessions.put(session, tools);
    }
  }

  @Override
  public boolean concern(int session) {
    return !sessions.isEmpty() && sessions.containsKey(session);
  }

  /**
   * A frame of a filtered session. What calls a tool that it may not call is answered here.
   *
   * @return the frame to go on with: the same, or what is left of a batch; null for none
   */
  FrameView take(int session, int stream, FrameView frame) {
    ToolFilter filter = sessions.get(session);
    if (frame.fault() == FrameFault.ARRAY) {
      return takeBatch(filter, session, stream, frame);
    }
    return isTaken(filter, session, stream, frame) ? null : frame;
  }

  private FrameView takeBatch(ToolFilter filter, int session, int stream, FrameView batch) {
    byte[] all = FrameSplicer.splice(batch, new FrameEdits());
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    int[] taken = new int[1];
    JsonSpans.elements(
        all,
        Frames.skipSpace(all),
        (none, start, end) -> {
          if (isTaken(filter, session, stream, Frames.scan(all, start, end))) {
            taken[0]++;
          } else {
            rest.write(rest.size() == 0 ? '[' : ',');
            rest.write(all, start, end - start);
          }
        });
    if (taken[0] == 0) {
      return batch;
    }
    rest.write(']');
    return rest.size() == 1 ? null : Frames.scan(rest.toByteArray());
  }

  private boolean isTaken(ToolFilter filter, int session, int stream, FrameView frame) {
    if (!isCall(frame)) {
      return false;
    }
    String name = frame.is(Field.NAME, ValueType.STRING) ? frame.text(Field.NAME) : null;
    if (frame.method() == Method.TOOLS_CALL && name != null && filter.admits(name)) {
      return false;
    }
    if (frame.kind() == FrameKind.REQUEST) {
      driver.send(session, stream, Messages.error(frame.raw(Field.ID), refusal(frame, name)));
    }
    return true;
  }

  /** Whether some server takes it for the call of a tool: method names are matched in many ways. */
  private static boolean isCall(FrameView frame) {
    if (frame.kind() != FrameKind.REQUEST && frame.kind() != FrameKind.NOTIFICATION) {
      return false;
    }
    return frame.method() == Method.TOOLS_CALL
        || frame.method() == Method.UNKNOWN
            && CALL.equalsIgnoreCase(frame.text(Field.METHOD).strip());
  }

  private static Refusal refusal(FrameView frame, String name) {
    if (frame.method() != Method.TOOLS_CALL) {
      return Refusal.methodNotFound(frame.text(Field.METHOD));
    }
    return name == null ? Refusal.invalidParams("name, a string, is missing") : unknown(name);
  }

  @Override
  public byte[] shorten(int session, byte[] frame) {
    FrameView view = Frames.scan(frame);
    if (!view.is(Field.RESULT, ValueType.OBJECT)) {
      return frame;
    }
    ToolFilter filter = sessions.get(session);
    FrameEdits edits = new FrameEdits();
    JsonSpans.members(
        frame,
        view.start(Field.RESULT),
        (name, start, end) -> {
          if (name.equals("tools") && frame[start] == '[') {
            edits.replace(start, end, admitted(filter, frame, start));
          }
        });
    return FrameSplicer.splice(view, edits);
  }

  private static byte[] admitted(ToolFilter filter, byte[] frame, int array) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonSpans.elements(
        frame,
        array,
        (none, start, end) -> {
          if (filter.admits(nameOf(frame, start))) {
            out.write(out.size() == 0 ? '[' : ',');
            out.write(frame, start, end - start);
          }
        });
    if (out.size() == 0) {
      out.write('[');
    }
    out.write(']');
    return out.toByteArray();
  }

  private static String nameOf(byte[] frame, int tool) {
    String[] found = {""};
    JsonSpans.members(
        frame,
        tool,
        (name, start, end) -> {
          if (name.equals("name") && frame[start] == '"') {
            found[0] = JsonSpans.text(frame, start, end);
          }
        });
    return found[0];
  }
}
