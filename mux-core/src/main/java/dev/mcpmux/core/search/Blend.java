package dev.mcpmux.core.search;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Puts what tools mean beside the words that they have. The words decide, and the meaning moves
 * what is about as good; a tool that has no word of the wish is found where its meaning is near
 * enough.
 */
final class Blend {
  /** What the nearest tool gains, where the one with the best words has 1 for them. */
  private static final double WEIGHT = 0.5;

  /** How much nearer than the usual tool one has to be to gain all of it. */
  private static final double MIN_SPREAD = 0.3;

  /** A tool without any word of the wish is found from here on. */
  private static final double NEAR = 0.35;

  /** Before so many tools are known, those that are would gain for that alone. */
  private static final double ENOUGH = 0.9;

  private final Map<ToolText, Double> known = new IdentityHashMap<>();
  private final boolean enough;
  private final double usual;
  private final double spread;

  /**
   * @param tools all that there are, whether they may be found or not
   */
  Blend(List<ToolText> tools, Nearness nearness) {
    double sum = 0;
    double best = 0;
    for (ToolText tool : tools) {
      double near = nearness.of(tool);
      if (!Double.isNaN(near)) {
        known.put(tool, near);
        sum += near;
        best = Math.max(best, near);
      }
    }
    enough = !known.isEmpty() && known.size() >= ENOUGH * tools.size();
    usual = known.isEmpty() ? 0 : sum / known.size();
    spread = Math.max(MIN_SPREAD, best - usual);
  }

  /**
   * The tools with new scores, and those that come by their meaning alone; in no order.
   *
   * @param byWords those that have words of the wish
   */
  List<ToolIndex.Hit> over(List<ToolIndex.Hit> byWords, Predicate<ToolText> allowed) {
    if (!enough) {
      return byWords;
    }
    double most = byWords.stream().mapToDouble(ToolIndex.Hit::score).max().orElse(1);
    Map<ToolText, Double> others = new IdentityHashMap<>(known);
    List<ToolIndex.Hit> blended = new ArrayList<>();
    for (ToolIndex.Hit hit : byWords) {
      double words = hit.score() / most;
      Double near = others.remove(hit.tool());
      double meaning = near == null ? words : gain(near); // of one that is new, the words say both
      blended.add(new ToolIndex.Hit(hit.tool(), words + WEIGHT * meaning));
    }
    others.forEach(
        (tool, near) -> {
          if (near >= NEAR && allowed.test(tool)) {
            blended.add(new ToolIndex.Hit(tool, WEIGHT * gain(near)));
          }
        });
    return blended;
  }

  private double gain(double near) {
    return Math.min(1, Math.max(0, (near - usual) / spread));
  }
}
