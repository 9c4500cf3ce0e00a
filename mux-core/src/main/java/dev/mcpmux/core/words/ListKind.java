package dev.mcpmux.core.words;

import dev.mcpmux.core.frame.Method;
import java.nio.charset.StandardCharsets;

/** The lists of a server whose changes it may announce. */
public enum ListKind {
  TOOLS("tools", Method.NOTIFICATIONS_TOOLS_LIST_CHANGED),
  PROMPTS("prompts", Method.NOTIFICATIONS_PROMPTS_LIST_CHANGED),
  RESOURCES("resources", Method.NOTIFICATIONS_RESOURCES_LIST_CHANGED);

  private final String capability;
  private final Method notification;
  private final byte[] frame;

  ListKind(String capability, Method notification) {
    this.capability = capability;
    this.notification = notification;
    this.frame =
        ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/" + capability + "/list_changed\"}")
            .getBytes(StandardCharsets.UTF_8);
  }

  /** What a server declares that has such lists. */
  public String capability() {
    return capability;
  }

  /** The announcement as a frame of our own. */
  public byte[] frame() {
    return frame;
  }

  /** Null when it is the name of no list. */
  public static ListKind ofCapability(String name) {
    for (ListKind kind : values()) {
      if (kind.capability.equals(name)) {
        return kind;
      }
    }
    return null;
  }

  /** Null when it announces no list's change. */
  public static ListKind ofNotification(Method method) {
    for (ListKind kind : values()) {
      if (kind.notification == method) {
        return kind;
      }
    }
    return null;
  }
}
