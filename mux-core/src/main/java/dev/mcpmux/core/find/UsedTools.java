package dev.mcpmux.core.find;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which tools clients have called that they had found, by client and project, since the daemon
 * began: what was of use there before counts a little when tools are ranked. It brings no tool into
 * an answer, it only moves those that were found.
 */
public final class UsedTools {
  private static final int MAX_PLACES = 64;
  private static final int MAX_TOOLS = 64;

  /** Of a tool that is counted. */
  private static final int MAX_NAME = 200;

  /** How much a tool may gain. */
  private static final double MOST = 0.15;

  /** After how many calls it has half of that. */
  private static final double HALF = 3;

  private record Place(String client, String project) {}

  private record Tool(String server, String name) {}

  /** The one that was used last is the last, as with the tools of each. */
  private final Map<Place, Map<Tool, Integer>> places = new LinkedHashMap<>();

  /** Nothing was called yet. */
  public UsedTools() {}

  /**
   * A client calls a tool.
   *
   * @param project null for none
   */
  public void call(String client, String project, String server, String tool) {
    if (tool.length() > MAX_NAME) {
      return;
    }
    Place place = new Place(client, project);
    Map<Tool, Integer> tools = places.remove(place);
    if (tools == null) {
      tools = new LinkedHashMap<>();
    }
    places.put(place, tools);
    bound(places, MAX_PLACES);
    Tool called = new Tool(server, tool);
    Integer times = tools.remove(called);
    tools.put(called, times == null ? 1 : times + 1);
    bound(tools, MAX_TOOLS);
  }

  private static void bound(Map<?, ?> map, int limit) {
    if (map.size() > limit) {
      map.remove(map.keySet().iterator().next());
    }
  }

  /** By what a tool's score is multiplied: 1 for one that was not used there. */
  public double factor(String client, String project, String server, String tool) {
    Map<Tool, Integer> tools = places.get(new Place(client, project));
    Integer times = tools == null ? null : tools.get(new Tool(server, tool));
    return times == null ? 1 : 1 + MOST * times / (times + HALF);
  }
}
