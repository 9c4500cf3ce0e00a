package dev.mcpmux.core.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The methods and notifications of all released MCP revisions (2024-11-05 to 2026-07-28) and of the
 * tasks extension. Everything else is {@link #UNKNOWN}; its text is in {@link Field#METHOD}.
 */
public enum Method {
  UNKNOWN(""),

  INITIALIZE("initialize"),
  PING("ping"),
  TOOLS_LIST("tools/list"),
  TOOLS_CALL("tools/call"),
  PROMPTS_LIST("prompts/list"),
  PROMPTS_GET("prompts/get"),
  RESOURCES_LIST("resources/list"),
  RESOURCES_TEMPLATES_LIST("resources/templates/list"),
  RESOURCES_READ("resources/read"),
  RESOURCES_SUBSCRIBE("resources/subscribe"),
  RESOURCES_UNSUBSCRIBE("resources/unsubscribe"),
  COMPLETION_COMPLETE("completion/complete"),
  LOGGING_SET_LEVEL("logging/setLevel"),
  ROOTS_LIST("roots/list"),
  SAMPLING_CREATE_MESSAGE("sampling/createMessage"),
  ELICITATION_CREATE("elicitation/create"),
  TASKS_GET("tasks/get"),
  TASKS_RESULT("tasks/result"),
  TASKS_LIST("tasks/list"),
  TASKS_UPDATE("tasks/update"),
  TASKS_CANCEL("tasks/cancel"),
  SERVER_DISCOVER("server/discover"),
  SUBSCRIPTIONS_LISTEN("subscriptions/listen"),

  NOTIFICATIONS_INITIALIZED("notifications/initialized"),
  NOTIFICATIONS_CANCELLED("notifications/cancelled"),
  NOTIFICATIONS_PROGRESS("notifications/progress"),
  NOTIFICATIONS_MESSAGE("notifications/message"),
  NOTIFICATIONS_TOOLS_LIST_CHANGED("notifications/tools/list_changed"),
  NOTIFICATIONS_PROMPTS_LIST_CHANGED("notifications/prompts/list_changed"),
  NOTIFICATIONS_RESOURCES_LIST_CHANGED("notifications/resources/list_changed"),
  NOTIFICATIONS_RESOURCES_UPDATED("notifications/resources/updated"),
  NOTIFICATIONS_ROOTS_LIST_CHANGED("notifications/roots/list_changed"),
  NOTIFICATIONS_ELICITATION_COMPLETE("notifications/elicitation/complete"),
  NOTIFICATIONS_TASKS_STATUS("notifications/tasks/status"),
  NOTIFICATIONS_TASKS("notifications/tasks"),
  NOTIFICATIONS_SUBSCRIPTIONS_ACKNOWLEDGED("notifications/subscriptions/acknowledged");

  private static final Method[] ALL = values();
  private static final Method[][] BY_LENGTH = byLength();

  private final String wireName;
  private final byte[] wireBytes;

  Method(String wireName) {
    this.wireName = wireName;
    this.wireBytes = wireName.getBytes(StandardCharsets.US_ASCII);
  }

  /** The name on the wire; empty for {@link #UNKNOWN}. */
  public String wireName() {
    return wireName;
  }

  /** Whether it is one of those that are answered. */
  public boolean isRequest() {
    return this != UNKNOWN && !wireName.startsWith("notifications/");
  }

  /** The method whose name is the string content from..to of the buffer, else UNKNOWN. */
  static Method find(ByteBuffer buffer, int from, int to) {
    int length = to - from;
    if (length > 0 && length < BY_LENGTH.length) {
      for (Method method : BY_LENGTH[length]) {
        if (JsonStrings.sameBytes(buffer, from, method.wireBytes)) {
          return method;
        }
      }
    }
    return isEscaped(buffer, from, to) ? findDecoded(buffer, from, to) : UNKNOWN;
  }

  private static Method findDecoded(ByteBuffer buffer, int from, int to) {
    for (Method method : ALL) {
      if (JsonStrings.equalsAscii(buffer, from, to, method.wireBytes)) {
        return method;
      }
    }
    return UNKNOWN;
  }

  private static boolean isEscaped(ByteBuffer buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer.get(i) == '\\') {
        return true;
      }
    }
    return false;
  }

  private static Method[][] byLength() {
    List<List<Method>> lists = new ArrayList<>();
    for (Method method : ALL) {
      while (lists.size() <= method.wireBytes.length) {
        lists.add(new ArrayList<>());
      }
      lists.get(method.wireBytes.length).add(method);
    }
    return lists.stream().map(list -> list.toArray(new Method[0])).toArray(Method[][]::new);
  }
}
