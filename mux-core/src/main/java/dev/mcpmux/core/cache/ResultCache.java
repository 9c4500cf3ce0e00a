package dev.mcpmux.core.cache;

import dev.mcpmux.core.config.CachePolicy;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.port.MuxStatus;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of one process's tools, oldest first. It belongs to the process: whoever shares that
 * shares these, nobody else, and they go with it.
 *
 * <p>What may change what tools tell empties it: a call of any other tool, when it is sent and when
 * it is answered, a change of the list of tools, and what clients tell the server. A result is kept
 * only if nothing of that happened while its call was at the server, and the server asked nobody
 * anything meanwhile.
 */
public final class ResultCache {
  /** About what an entry takes besides its text. */
  private static final int ENTRY_BYTES = 200;

  /** More need not be named. */
  private static final int MAX_UNMARKED = 20;

  private CachePolicy policy;
  private final Map<String, KeptResult> results = new LinkedHashMap<>();

  /** Whether each listed tool is marked as read-only, and as idempotent as well. */
  private Map<String, Boolean> readOnly = new HashMap<>();

  private Map<String, Boolean> repeatable = new HashMap<>();
  private long bytes;
  private long generation;
  private long changedAt;
  private long hits;
  private long misses;

  public ResultCache(CachePolicy policy) {
    this.policy = policy;
  }

  /** The config says this from now on; what the tools are marked as stays known. */
  public void obey(CachePolicy policy) {
    this.policy = policy;
    change();
  }

  /** What a call, whose name is a string, is to the cache. */
  public CachedCall call(FrameView frame) {
    String tool = frame.text(Field.NAME);
    boolean may =
        isKept(tool) && !frame.has(Field.TASK) && isAtMost(CallKey.MAX_PARAMS, frame, Field.PARAMS);
    return new CachedCall(tool, may ? CallKey.of(frame.raw(Field.PARAMS), tool) : null);
  }

  /** Whether a value is no longer than that; what is longer is not even copied. */
  private static boolean isAtMost(long bytes, FrameView frame, Field field) {
    return frame.end(field) - frame.start(field) <= bytes;
  }

  private boolean isKept(String tool) {
    return policy.names(tool) || repeatable.getOrDefault(tool, false) && policy.matches(tool);
  }

  /** The result of a call as it is given again; null when the server must be asked. */
  public byte[] find(CachedCall call, long now) {
    if (call.key == null) {
      return null;
    }
    expire(now);
    KeptResult kept = results.get(call.key);
    if (kept == null) {
      misses++;
      return null;
    }
    hits++;
    return kept.at(now);
  }

  /** A call is given to the server; null for one that is not known. */
  public void sent(CachedCall call) {
    boolean changes = call == null || changes(call);
    if (changes) {
      change();
    }
    if (call != null) {
      call.sent(changes ? null : this, generation);
    }
  }

  /** Whether a call may change what other tools tell. */
  private boolean changes(CachedCall call) {
    return !readOnly.getOrDefault(call.tool, false) && !isKept(call.tool);
  }

  /**
   * The server has answered a call.
   *
   * @param maxResults how many are kept at most
   * @param maxBytes how much they may have
   * @return whether there is one more to keep
   */
  public boolean answered(
      CachedCall call, FrameView reply, long now, int maxResults, long maxBytes) {
    if (call == null || changes(call) || !call.wasSeenBy(this)) {
      change(); // also when it was sent as one that changes something, before a new list or rule
      return false;
    }
    boolean may =
        call.key != null
            && call.wasSentAt(generation)
            && isKept(call.tool)
            && reply.kind() == FrameKind.RESPONSE
            && reply.is(Field.RESULT, ValueType.OBJECT)
            && isAtMost(maxBytes, reply, Field.RESULT);
    KeptResult result = may ? KeptResult.of(reply.raw(Field.RESULT), now) : null;
    if (result == null || size(call.key, result) > maxBytes) {
      return false;
    }
    remove(call.key);
    results.put(call.key, result);
    bytes += size(call.key, result);
    while (results.size() > maxResults || bytes > maxBytes) {
      removeOldest();
    }
    return true;
  }

  private static long size(String key, KeptResult result) {
    return ENTRY_BYTES + 2L * key.length() + result.bytes();
  }

  private void remove(String key) {
    KeptResult gone = results.remove(key);
    bytes -= gone == null ? 0 : size(key, gone);
  }

  /** Nothing may be empty. */
  public void removeOldest() {
    remove(results.keySet().iterator().next());
  }

  private void expire(long now) {
    Iterator<KeptResult> oldest = results.values().iterator();
    int old = 0;
    while (oldest.hasNext() && oldest.next().ageMillis(now) >= policy.ttlMillis()) {
      old++;
    }
    for (; old > 0; old--) {
      removeOldest();
    }
  }

  /** Something may have changed what tools tell. */
  public void change() {
    results.clear();
    bytes = 0;
    generation++;
  }

  /** What is at the server may depend on who has called. */
  public void doubt() {
    generation++;
  }

  /** The server's tools may be others from this event on; it is another process, or says so. */
  public void toolsChange(long event) {
    change();
    readOnly = new HashMap<>();
    repeatable = new HashMap<>();
    changedAt = event;
  }

  /**
   * The server has listed its tools.
   *
   * @param asked the event that has asked for them
   * @param first whether it is the first page
   */
  public void listed(FrameView reply, long asked, boolean first) {
    if (asked > changedAt && reply.is(Field.RESULT, ValueType.OBJECT)) {
      listed(reply.raw(Field.RESULT), first);
    }
  }

  /** As it has listed them before the cache was there: all, in one object. */
  public void knows(byte[] result) {
    if (changedAt == 0 && readOnly.isEmpty()) {
      listed(result, true);
    }
  }

  private void listed(byte[] result, boolean first) {
    if (first) {
      readOnly = new HashMap<>();
      repeatable = new HashMap<>();
    }
    JsonSpans.members(
        result,
        0,
        (name, start, end) -> {
          if (name.equals("tools") && result[start] == '[') {
            JsonSpans.elements(result, start, (none, from, to) -> tool(result, from));
          }
        });
  }

  private void tool(byte[] list, int at) {
    String name = list[at] == '{' ? JsonSpans.textOf(list, at, "name") : null;
    if (name == null) {
      return;
    }
    boolean[] marks = new boolean[2];
    JsonSpans.members(
        list,
        at,
        (member, start, end) -> {
          if (member.equals("annotations") && list[start] == '{') {
            JsonSpans.members(
                list,
                start,
                (hint, from, to) -> {
                  marks[0] |= hint.equals("readOnlyHint") && list[from] == 't';
                  marks[1] |= hint.equals("idempotentHint") && list[from] == 't';
                });
          }
        });
    // of one that is listed twice, what both say
    readOnly.merge(name, marks[0], Boolean::logicalAnd);
    repeatable.merge(name, marks[0] && marks[1], Boolean::logicalAnd);
  }

  public long bytes() {
    return bytes;
  }

  public MuxStatus.Cache status(long now) {
    expire(now);
    long oldest = results.isEmpty() ? 0 : results.values().iterator().next().ageMillis(now);
    return new MuxStatus.Cache(results.size(), bytes, hits, misses, oldest, unmarked());
  }

  /** Tools that the user may take to be cached, and that need to be named for that. */
  private List<String> unmarked() {
    return readOnly.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .filter(tool -> policy.matches(tool) && !isKept(tool))
        .sorted()
        .limit(MAX_UNMARKED)
        .toList();
  }
}
