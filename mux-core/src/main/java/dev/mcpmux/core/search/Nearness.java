package dev.mcpmux.core.search;

/** How near the meaning of a wish each tool is. */
public interface Nearness {

  /** The answer for a tool of which this is not known (yet). */
  double UNKNOWN = Double.NaN;

  /** From -1 to 1, more for a nearer one, or {@link #UNKNOWN}. */
  double of(ToolText tool);
}
