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
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.route.Messages;
import dev.mcpmux.core.route.Refusal;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tools that sessions with one server may see and call, where its config limits them. Where it
 * does not, a frame costs one look-up in an empty map.
 */
final class ToolFilters {

  private static final class Filtered {
    ToolFilter tools;

    /** The calls for the list that are in flight. */
    final Set<RequestId> lists = new HashSet<>();

    Filtered(ToolFilter tools) {
      this.tools = tools;
    }
  }

  private final MuxActions driver;
  private final Map<Integer, String> servers = new HashMap<>();
  private final Map<Integer, Filtered> sessions = new HashMap<>();
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

  private void set(int session, String server) {
    ServerConfig found = config.servers().get(server);
    ToolFilter tools = found == null ? ToolFilter.none() : found.tools();
    Filtered now = sessions.get(session);
    if (now != null) {
      now.tools = tools;
    } else if (!tools.isNone()) {
      sessions.put(session, new Filtered(tools));
    }
  }

  /** Whether a session's frames must be looked at. */
  boolean isFiltered(int session) {
    return !sessions.isEmpty() && sessions.containsKey(session);
  }

  /**
   * A frame of a filtered session. What calls a tool that it may not call is answered here.
   *
   * @return the frame to go on with: the same, or what is left of a batch; null for none
   */
  FrameView take(int session, int stream, FrameView frame) {
    Filtered filtered = sessions.get(session);
    if (frame.fault() == FrameFault.ARRAY) {
      return takeBatch(filtered, session, stream, frame);
    }
    return isTaken(filtered, session, stream, frame) ? null : frame;
  }

  private FrameView takeBatch(Filtered filtered, int session, int stream, FrameView batch) {
    byte[] all = FrameSplicer.splice(batch, new FrameEdits());
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    int[] taken = new int[1];
    JsonSpans.elements(
        all,
        Frames.skipSpace(all),
        (none, start, end) -> {
          if (isTaken(filtered, session, stream, Frames.scan(all, start, end))) {
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

  private boolean isTaken(Filtered filtered, int session, int stream, FrameView frame) {
    if (frame.kind() == FrameKind.REQUEST && frame.method() == Method.TOOLS_CALL) {
      String name = frame.is(Field.NAME, ValueType.STRING) ? frame.text(Field.NAME) : null;
      if (name != null && !filtered.tools.admits(name)) {
        Refusal refusal = Refusal.invalidParams("Unknown tool: " + name);
        driver.send(session, stream, Messages.error(frame.raw(Field.ID), refusal));
        return true;
      }
    } else if (frame.kind() == FrameKind.REQUEST && frame.method() == Method.TOOLS_LIST) {
      filtered.lists.add(RequestId.copyOf(frame, Field.ID));
    } else if (frame.method() == Method.NOTIFICATIONS_CANCELLED
        && (frame.is(Field.REQUEST_ID, ValueType.STRING)
            || frame.is(Field.REQUEST_ID, ValueType.NUMBER))) {
      filtered.lists.remove(RequestId.copyOf(frame, Field.REQUEST_ID));
    }
    return false;
  }

  /** Whether a reply to this session may have to be changed. */
  boolean concern(int session, FrameView upstreamFrame) {
    if (sessions.isEmpty()) {
      return false;
    }
    Filtered filtered = sessions.get(session);
    return filtered != null && !filtered.lists.isEmpty() && !isNotification(upstreamFrame);
  }

  private static boolean isNotification(FrameView frame) {
    return frame.kind() == FrameKind.NOTIFICATION;
  }

  /** The frame as a session gets it: a list without the tools that it may not see. */
  byte[] filter(int session, byte[] frame) {
    Filtered filtered = sessions.isEmpty() ? null : sessions.get(session);
    if (filtered == null || filtered.lists.isEmpty()) {
      return frame;
    }
    FrameView view = Frames.scan(frame);
    boolean reply = view.kind() == FrameKind.RESPONSE || view.kind() == FrameKind.ERROR_RESPONSE;
    if (!reply
        || !view.has(Field.ID)
        || !filtered.lists.remove(RequestId.copyOf(view, Field.ID))
        || !view.is(Field.RESULT, ValueType.OBJECT)) {
      return frame;
    }
    FrameEdits edits = new FrameEdits();
    JsonSpans.members(
        frame,
        view.start(Field.RESULT),
        (name, start, end) -> {
          if (name.equals("tools") && frame[start] == '[') {
            edits.replace(start, end, admitted(filtered.tools, frame, start));
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
