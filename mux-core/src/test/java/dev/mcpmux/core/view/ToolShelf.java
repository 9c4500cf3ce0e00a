package dev.mcpmux.core.view;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The tools of one process, as they are and as it told them last. */
final class ToolShelf {

  /**
   * @param reads whether it is marked as read-only
   * @param strict whether its schema refuses the argument {@code bad}
   */
  private record Marks(boolean reads, boolean strict) {}

  private final Random random;
  private final Map<String, Marks> tools = new TreeMap<>();

  /** Of its last answer; null when it has not been asked, or has said since that it is not so. */
  private Map<String, Marks> told;

  ToolShelf(Random random) {
    this.random = random;
    for (String tool : ViewRules.TOOLS) {
      if (tool.equals("t0") || random.nextInt(8) != 0) {
        tools.put(tool, marks(tool));
      }
    }
  }

  /** Mostly the same for all processes: what is kept of one is then good for the next. */
  private Marks marks(String tool) {
    boolean usual = random.nextInt(4) != 0;
    return new Marks(usual == tool.equals("t3"), usual);
  }

  /** A tool comes, goes, or is another one; the clients are told in the same moment. */
  void change() {
    String tool = ViewRules.any(random, ViewRules.TOOLS);
    if (random.nextInt(4) == 0) {
      tools.remove(tool);
    } else {
      tools.put(tool, marks(tool));
    }
    told = null;
  }

  /** The answer to {@code tools/list}. */
  String tell(String server) {
    StringBuilder list = new StringBuilder();
    tools.forEach(
        (name, marks) ->
            list.append(list.isEmpty() ? "" : ",")
                .append("{\"name\":\"%s\",\"server\":\"%s\",".formatted(name, server))
                .append("\"description\":\"%s of %s\"".formatted(name, server))
                .append(marks.reads ? ",\"annotations\":{\"readOnlyHint\":true}" : "")
                .append(",\"inputSchema\":{\"required\":[\"mark\"],\"properties\":{\"bad\":")
                .append(!marks.strict)
                .append("}}}"));
    told = new TreeMap<>(tools);
    return "\"tools\":[" + list + "]";
  }

  /** Whether a call that must change nothing may come, with these arguments. */
  boolean mayRead(String tool, boolean bad) {
    Marks marks = told == null ? null : told.get(tool);
    return marks != null && marks.reads && !(bad && marks.strict);
  }
}
