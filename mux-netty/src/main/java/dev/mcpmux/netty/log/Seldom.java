package dev.mcpmux.netty.log;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets through what happens for the first, the tenth, the hundredth time and so on, so that what
 * happens all the time is said and fills no log. Event loop only.
 */
public final class Seldom {

  /** What has not happened for the longest is new again beyond. */
  static final int MAX_KINDS = 512;

  private final Map<Object, Long> times =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
          return size() > MAX_KINDS;
        }
      };

  /** Nothing has happened so far. */
  public Seldom() {}

  /**
   * It has happened again.
   *
   * @param what equal for what is the same
   * @return how often by now, when that is to be said; else 0
   */
  public long count(Object what) {
    long count = times.merge(what, 1L, Long::sum);
    long power = count;
    while (power % 10 == 0) {
      power /= 10;
    }
    return power == 1 ? count : 0;
  }
}
