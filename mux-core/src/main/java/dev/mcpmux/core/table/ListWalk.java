package dev.mcpmux.core.table;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pages of one list as a session walks through them: which cursor led to which. Where one would
 * lead back to a page that the walk has come by, the list has ended, or the client would walk for
 * ever. A page may be asked for twice, and in two walks at a time.
 */
public final class ListWalk {

  /** A circle of more pages is not seen. */
  private static final int MAX_PAGES = 256;

  /** A longer cursor is held against the one just used alone. */
  private static final int MAX_CURSOR_CHARS = 512;

  private final Map<String, String> next =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_PAGES;
        }
      };

  /** Whether the page of a cursor would be followed, sooner or later, by itself. */
  public boolean isClosedBy(String cursor, String follows) {
    if (follows.equals(cursor)) {
      return true;
    }
    if (cursor.length() > MAX_CURSOR_CHARS || follows.length() > MAX_CURSOR_CHARS) {
      return false;
    }
    for (String at = next.get(follows); at != null; at = next.get(at)) {
      if (at.equals(cursor)) {
        return true;
      }
    }
    next.put(cursor, follows);
    return false;
  }
}
