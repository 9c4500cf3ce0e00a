package dev.mcpmux.core.route;

import dev.mcpmux.core.MuxListener;
import dev.mcpmux.core.frame.Method;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What sessions do not get of a process's lists, or not as soon as they might, because a bound was
 * reached: in the status for as long as it is so, and reported once per list and process.
 */
public final class CutLists {

  /** What has become of a list. */
  public enum Kind {
    CUT("is cut"),
    CIRCLE("ends where it would begin again"),
    NOT_KEPT("is not kept for later sessions");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** Of one process. */
  static final class Notes {
    private final Map<Method, Map<Kind, String>> now = new EnumMap<>(Method.class);
    private final Map<Method, Set<Kind>> reported = new EnumMap<>(Method.class);

    List<String> lines() {
      List<String> lines = new ArrayList<>();
      now.forEach(
          (method, kinds) -> kinds.forEach((kind, why) -> lines.add(line(method, kind, why))));
      return List.copyOf(lines);
    }
  }

  private final MuxListener listener;

  CutLists(MuxListener listener) {
    this.listener = listener;
  }

  private static String line(Method method, Kind kind, String why) {
    return method.wireName() + " " + kind.words + ": " + why;
  }

  void note(Upstream upstream, Method method, Kind kind, String why) {
    if (upstream.cutLists == null) {
      upstream.cutLists = new Notes();
    }
    Notes notes = upstream.cutLists;
    notes.now.computeIfAbsent(method, key -> new EnumMap<>(Kind.class)).put(kind, why);
    if (notes.reported.computeIfAbsent(method, key -> EnumSet.noneOf(Kind.class)).add(kind)) {
      listener.listCut(upstream.number, upstream.server(), line(method, kind, why));
    }
  }

  /** It is so no more. */
  void clear(Upstream upstream, Method method, Kind kind) {
    if (upstream.cutLists != null && upstream.cutLists.now.containsKey(method)) {
      upstream.cutLists.now.get(method).remove(kind);
    }
  }
}
