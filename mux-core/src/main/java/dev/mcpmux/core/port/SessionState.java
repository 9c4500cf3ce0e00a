package dev.mcpmux.core.port;

import dev.mcpmux.core.frame.RequestId;
import java.util.Map;
import java.util.Set;

/**
 * What it takes to open a session again, in another process of mcpmux, so that its client sees no
 * difference: {@link MuxActions#sessionState} tells it, {@code Mux#onSessionResumed} takes it. It
 * holds what the client has said itself, and nothing of its environment. Whoever brings it gets
 * nothing that its hello and {@code initialize} would not open.
 *
 * @param greeting how it was initialized
 * @param level the log level it has set; empty for none
 * @param subscriptions the URIs it has subscribed to, each with its server where it has several,
 *     else with an empty text
 * @param lists the methods of lists it has seen, each with a mark of what it saw; empty where that
 *     was not kept
 * @param view of a session with all servers whether it has their tools listed or finds them; empty
 *     for one that has one server, or where that was not kept
 */
public record SessionState(
    Greeting greeting,
    String level,
    Map<String, String> subscriptions,
    Map<String, String> lists,
    String view) {
  public static final String LISTS = "all";
  public static final String FINDS = "find";

  /** Without a view. */
  public SessionState(
      Greeting greeting,
      String level,
      Map<String, String> subscriptions,
      Map<String, String> lists) {
    this(greeting, level, subscriptions, lists, "");
  }

  /** The id of the {@code initialize} with which it is opened again: no client gets the answer. */
  public static final String RESUMING = "mcpmux-resume";

  public static boolean isResuming(RequestId id) {
    return id.toString().equals('"' + RESUMING + '"');
  }

  /**
   * @param initialize the parameters of its {@code initialize}, a JSON object
   * @param version the protocol version it was answered with
   * @param listChanged names of the lists whose changes it was promised to be told
   */
  public record Greeting(byte[] initialize, String version, Set<String> listChanged) {}
}
