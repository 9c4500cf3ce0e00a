package dev.mcpmux.core;

import dev.mcpmux.core.engine.UnsettledParts;
import java.util.List;

/** After every event everything that follows from it has been done. */
public final class Unsettled {
  private Unsettled() {}

  public static void check(Mux mux) {
    List<String> unsettled = UnsettledParts.of(mux.parts());
    if (!unsettled.isEmpty()) {
      throw new AssertionError("left unsettled: " + String.join("; ", unsettled));
    }
  }
}
