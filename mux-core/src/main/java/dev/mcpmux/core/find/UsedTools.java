package dev.mcpmux.core.find;

import dev.mcpmux.core.port.UsedTool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tools clients have used, by client and project: those that they have called since they had
 * found them, and what the program knows of the time before. What was of use there counts a little
 * when tools are ranked. It brings no tool into an answer, it only moves those that were found.
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

  /** More calls make no difference. */
  private static final int MANY = 1_000_000;

  private record Place(String client, String project) {}

  private record Tool(String server, String name) {}

  /** The one that was used last is the last, as with the tools of each. */
  private final Map<Place, Map<Tool, Integer>> places = new LinkedHashMap<>();

  /** Nothing was called yet. */
  public UsedTools() {}

  /**
   * A client is there that may call some.
   *
   * @param project null for none
   * @return whether nothing is known of it in this project: {@link #before} may say something
   */
  public boolean begin(String client, String project) {
    Place place = new Place(client, project);
    Map<Tool, Integer> tools = places.remove(place);
    places.put(place, tools == null ? new LinkedHashMap<>() : tools);
    bound(places, MAX_PLACES);
    return tools == null;
  }

  /**
   * What was used before a client was there, and counts beside what it calls.
   *
   * @param used those that were used most first
   */
  public void before(String client, String project, List<UsedTool> used) {
    Map<Tool, Integer> tools = places.get(new Place(client, project));
    if (tools == null) {
      return; // many have come after it
    }
    Map<Tool, Integer> since = new LinkedHashMap<>(tools);
    tools.clear();
    for (int i = Math.min(used.size(), MAX_TOOLS) - 1; i >= 0; i--) {
      UsedTool each = used.get(i);
      if (each.tool().length() <= MAX_NAME) {
        int calls = (int) Math.min(MANY, Math.max(0, each.calls()));
        tools.put(new Tool(each.server(), each.tool()), calls);
      }
    }
    since.forEach((tool, calls) -> count(tools, tool, calls));
  }

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
    count(tools, new Tool(server, tool), 1);
  }

  private static void count(Map<Tool, Integer> tools, Tool tool, int calls) {
    Integer before = tools.remove(tool);
    tools.put(tool, before == null ? calls : Math.min(MANY, before + calls));
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
