package dev.mcpmux.cli.check;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process lists: the elements by list and name.
 *
 * @param elements by the list's member name ({@code tools} and the like), what it holds
 * @param unanswered the methods that were not answered in time
 */
record Lists(Map<String, List<Map<String, Object>>> elements, List<String> unanswered) {

  private static final int MAX_PAGES = 20;

  /** By the capability, the lists that a server with it has, and how each is asked for. */
  private static final Map<String, List<String[]>> LISTS = new LinkedHashMap<>();

  static {
    LISTS.put("tools", List.<String[]>of(new String[] {"tools", "tools/list"}));
    LISTS.put("prompts", List.<String[]>of(new String[] {"prompts", "prompts/list"}));
    LISTS.put(
        "resources",
        List.of(
            new String[] {"resources", "resources/list"},
            new String[] {"resourceTemplates", "resources/templates/list"}));
  }

  /** Asks for all that the server says it has. */
  static Lists of(CheckedProcess probe, Map<String, Object> capabilities, Deadline deadline)
      throws InterruptedException {
    Lists lists = new Lists(new LinkedHashMap<>(), new ArrayList<>());
    for (Map.Entry<String, List<String[]>> each : LISTS.entrySet()) {
      if (capabilities.containsKey(each.getKey())) {
        for (String[] list : each.getValue()) {
          lists.elements.put(list[0], lists.all(probe, list[0], list[1], deadline));
        }
      }
    }
    return lists;
  }

  /** The methods by which the lists are asked for. */
  static List<String> methods(Map<String, Object> capabilities) {
    return LISTS.entrySet().stream()
        .filter(each -> capabilities.containsKey(each.getKey()))
        .flatMap(each -> each.getValue().stream())
        .map(list -> list[1])
        .toList();
  }

  private List<Map<String, Object>> all(
      CheckedProcess probe, String member, String method, Deadline deadline)
      throws InterruptedException {
    List<Map<String, Object>> all = new ArrayList<>();
    String params = "{}";
    for (int page = 0; page < MAX_PAGES && params != null; page++) {
      Answer answer = CheckedProcess.await(probe.ask(method, params), deadline.left());
      if (!answer.came()) {
        unanswered.addAll(probe.giveUp());
      }
      all.addAll(JsonTree.objects(answer.tree(), member));
      String cursor = answer.isResult() ? RawJson.find(answer.result(), "nextCursor") : null;
      params = cursor == null || cursor.equals("null") ? null : "{\"cursor\":" + cursor + "}";
    }
    return all;
  }

  List<Map<String, Object>> of(String list) {
    return elements.getOrDefault(list, List.of());
  }

  /** The names of the lists that differ, with an element that makes the difference. */
  List<String> differences(Lists other) {
    List<String> differences = new ArrayList<>();
    for (String list : elements.keySet()) {
      Map<String, Object> mine = byName(of(list));
      Map<String, Object> its = byName(other.of(list));
      for (String name : mine.keySet()) {
        if (!mine.get(name).equals(its.get(name))) {
          differences.add(list + " (" + name + ")");
          break;
        }
      }
      its.keySet().removeAll(mine.keySet());
      if (!its.isEmpty()) {
        differences.add(list + " (" + its.keySet().iterator().next() + ")");
      }
    }
    return differences.stream().distinct().toList();
  }

  private static Map<String, Object> byName(List<Map<String, Object>> elements) {
    Map<String, Object> byName = new TreeMap<>();
    for (Map<String, Object> element : elements) {
      Object name = element.getOrDefault("uri", element.get("uriTemplate"));
      byName.put(String.valueOf(name == null ? element.get("name") : name), element);
    }
    return byName;
  }
}
