package dev.mcpmux.core.catalog;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.sharing.CatalogKey;
import dev.mcpmux.core.sharing.SharingKey;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.state.UpstreamState.Ready;
import dev.mcpmux.core.table.CutLists;
import dev.mcpmux.core.time.Timers.Timer;
import dev.mcpmux.core.words.Handshake;
import dev.mcpmux.core.words.ListKind;
import dev.mcpmux.core.words.ListMethods;
import dev.mcpmux.core.words.NextCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What servers answered to {@code initialize} and to list calls, so that the next session can be
 * answered before any process runs. It holds for one program and for a time, and is written to disk
 * a moment after it changes. Errors are never kept, nor lists of several pages.
 */
public final class Catalog {
  private static final long SAVE_DELAY_MILLIS = 500;

  /** How often in its time an answer that stays the same is written anew. */
  private static final int CONFIRMATIONS = 24;

  private static final byte[] NOTHING = {};

  private final MuxState state;

  /** By key, the one used last at the end. */
  private final Map<String, CatalogEntry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** Who waits to hear what the disk and the program say, by key. */
  private final Map<String, List<Consumer<String>>> looks = new HashMap<>();

  /** What servers are by their own word, by how they are started; the oldest first. */
  private final Map<String, String> serverInfos = new LinkedHashMap<>();

  private Timer save;

  public Catalog(MuxState state) {
    this.state = state;
  }

  public boolean isOn() {
    return state.limits().maxCatalogListBytes() > 0;
  }

  /** Null when no answer to {@code initialize} is known for sessions of this key. */
  public Handshake handshake(SharingKey key) {
    CatalogEntry entry = valid(CatalogKey.ofHandshake(key));
    return entry == null ? null : entry.handshake;
  }

  /** Null when the list is not known for sessions of this key. */
  public byte[] list(SharingKey key, Method method) {
    CatalogEntry entry = CatalogKey.keepsLists(key) ? valid(CatalogKey.ofLists(key)) : null;
    return entry == null ? null : entry.lists.get(method);
  }

  /** Whether anything is known of a server. */
  public boolean knows(String server) {
    return entries.values().stream()
        .anyMatch(entry -> entry.server.equals(server) && entry.validUntil > state.now());
  }

  private CatalogEntry valid(String key) {
    CatalogEntry entry = entries.get(key);
    return entry != null && entry.validUntil > state.now() ? entry : null;
  }

  /** As {@link #look(String, Launch, Consumer)}, for all that concerns sessions of this key. */
  public void look(SharingKey key, Runnable then) {
    String lists = CatalogKey.ofLists(key);
    String handshake = CatalogKey.ofHandshake(key);
    if (lists.equals(handshake)) {
      look(handshake, key.launch(), program -> then.run());
    } else {
      look(handshake, key.launch(), program -> look(lists, key.launch(), same -> then.run()));
    }
  }

  /**
   * Reads what was kept under a key, and drops what its program, as it is now, did not say.
   *
   * @param then called in a later event with what the program looks like; empty when nobody knows
   */
  public void look(String key, Launch launch, Consumer<String> then) {
    List<Consumer<String>> waiting = looks.get(key);
    if (waiting == null) {
      waiting = new ArrayList<>();
      looks.put(key, waiting);
      state.actions.loadCatalog(key, launch);
    }
    waiting.add(then);
  }

  public void onLoaded(String key, byte[] bytes, long ageMillis, String program) {
    List<Consumer<String>> waiting = looks.remove(key);
    if (waiting == null) {
      return;
    }
    long remaining = state.limits().maxCatalogAgeMillis() - ageMillis;
    CatalogFile file =
        bytes != null && remaining > 0 && !entries.containsKey(key)
            ? CatalogFile.read(bytes)
            : null;
    if (file != null && isOf(serverInfos.get(CatalogKey.started(key)), file)) {
      add(key, file, remaining);
    }
    CatalogEntry entry = entries.get(key);
    if (entry != null && entry.program.isEmpty() && !program.isEmpty()) {
      entry.program = program;
      saveSoon(entry);
    } else if (entry != null && !entry.program.equals(program)) {
      entries.remove(key);
    }
    waiting.forEach(each -> each.accept(program));
  }

  /**
   * Whether a file is of the server that runs, or ran last.
   *
   * @param serverInfo what that is; null when none ran
   */
  private static boolean isOf(String serverInfo, CatalogFile file) {
    return serverInfo == null || Handshake.of(file.handshake()).serverInfo().equals(serverInfo);
  }

  private void add(String key, CatalogFile file, long remainingMillis) {
    CatalogEntry entry =
        new CatalogEntry(key, serverOf(key), file.program(), Handshake.of(file.handshake()));
    entry.lists.putAll(file.lists());
    entry.validUntil = state.inMillis(remainingMillis);
    entries.put(key, entry);
    evict();
  }

  /** The first part of a {@link CatalogKey}. */
  private static String serverOf(String key) {
    int colon = key.indexOf(':');
    return key.substring(colon + 1, colon + 1 + Integer.parseInt(key.substring(0, colon)));
  }

  /** A process has answered {@code initialize}. */
  void onHandshake(Upstream upstream, Handshake handshake) {
    if (!isOn() || !CatalogKey.keeps(upstream.key())) {
      return;
    }
    if (fits(upstream, Method.INITIALIZE, handshake.result().length)) {
      entry(upstream, CatalogKey.ofHandshake(upstream.key()), handshake);
      if (CatalogKey.keepsLists(upstream.key())) {
        entry(upstream, CatalogKey.ofLists(upstream.key()), handshake);
      }
    }
    dropOfOthers(
        CatalogKey.started(CatalogKey.ofHandshake(upstream.key())), handshake.serverInfo());
  }

  /**
   * A server of another name or version has nothing to do with what was kept of the one before, for
   * whatever client.
   */
  private void dropOfOthers(String started, String serverInfo) {
    serverInfos.remove(started);
    serverInfos.put(started, serverInfo);
    if (serverInfos.size() > state.limits().maxCatalogEntries()) {
      serverInfos.remove(serverInfos.keySet().iterator().next());
    }
    entries
        .values()
        .removeIf(
            entry -> {
              boolean other =
                  CatalogKey.started(entry.key).equals(started)
                      && !entry.handshake.serverInfo().equals(serverInfo);
              if (other) {
                state.actions.saveCatalog(entry.key, NOTHING);
              }
              return other;
            });
  }

  /** Whether something else is kept of what a process of this key answers to initialize. */
  boolean contradicts(SharingKey key, Handshake handshake) {
    Handshake kept = handshake(key);
    return kept != null && !Arrays.equals(kept.result(), handshake.result());
  }

  /** The entry of this process, without anything that another one said. */
  private CatalogEntry entry(Upstream upstream, String key, Handshake handshake) {
    CatalogEntry entry = valid(key);
    String program = upstream.beginning().program();
    boolean same =
        entry != null
            && entry.hasHandshake(handshake.result())
            && (program == null || entry.program.equals(program));
    if (!same) {
      entry = new CatalogEntry(key, upstream.server(), program == null ? "" : program, handshake);
      entries.put(key, entry);
    }
    confirm(entry, !same);
    return entry;
  }

  /**
   * The frame answers a list call.
   *
   * @param sentAt which event of the upstream sent the call
   * @param plain see {@link ListMethods#isPlain}
   */
  void onList(Upstream upstream, Method method, long sentAt, boolean plain, FrameView reply) {
    if (!isOn()
        || !CatalogKey.keepsLists(upstream.key())
        || !(upstream.state() instanceof Ready ready)
        || !upstream.lists().isNews(method, sentAt)) {
      return;
    }
    boolean usable = reply.kind() == FrameKind.RESPONSE && reply.is(Field.RESULT, ValueType.OBJECT);
    boolean fits =
        usable && fits(upstream, method, reply.end(Field.RESULT) - reply.start(Field.RESULT));
    byte[] result = fits ? NextCursor.resultOf(reply) : null;
    boolean current = plain && upstream.calls().isCurrent(sentAt) && state.pool.isOffered(upstream);
    if (fits && current && NextCursor.isNone(reply)) {
      upstream.lists().know(method, sentAt);
      keep(entry(upstream, CatalogKey.ofLists(upstream.key()), ready.handshake()), method, result);
    } else if (plain || usable) {
      dropUnless(upstream.key(), method, result);
    }
  }

  private boolean fits(Upstream upstream, Method method, int bytes) {
    int limit = state.limits().maxCatalogListBytes();
    if (bytes > limit) {
      state.noteCut(
          upstream, method, CutLists.Kind.NOT_KEPT, "bytes: " + bytes + " (limit: " + limit + ")");
      return false;
    }
    upstream.cutLists().clear(method, CutLists.Kind.NOT_KEPT);
    return true;
  }

  private void keep(CatalogEntry entry, Method method, byte[] result) {
    byte[] before = entry.lists.put(method, result);
    confirm(entry, !Arrays.equals(before, result));
    evict();
  }

  /** What a session has been told now is not what is kept: that would be out of date. */
  private void dropUnless(SharingKey key, Method method, byte[] result) {
    CatalogEntry entry = entries.get(CatalogKey.ofLists(key));
    if (entry != null
        && entry.lists.containsKey(method)
        && !Arrays.equals(entry.lists.get(method), result)) {
      entry.lists.remove(method);
      saveSoon(entry);
    }
  }

  /** A process says that lists of this kind have changed. */
  void onListChanged(Upstream upstream, ListKind kind) {
    CatalogEntry entry = isOn() ? entries.get(CatalogKey.ofLists(upstream.key())) : null;
    if (entry != null && entry.lists.keySet().removeIf(each -> ListMethods.kind(each) == kind)) {
      saveSoon(entry);
    }
  }

  /** It holds from now on; on disk only what is news needs to stand at once. */
  private void confirm(CatalogEntry entry, boolean news) {
    long age = state.limits().maxCatalogAgeMillis();
    if (news || entry.validUntil < state.inMillis(age - age / CONFIRMATIONS)) {
      entry.validUntil = state.inMillis(age);
      saveSoon(entry);
    }
  }

  /** Keeps within the limits; what goes is still on disk. */
  private void evict() {
    long bytes = 0;
    for (CatalogEntry entry : entries.values()) {
      bytes += entry.bytes();
    }
    Iterator<CatalogEntry> oldest = entries.values().iterator();
    while (entries.size() > state.limits().maxCatalogEntries()
        || bytes > state.limits().maxCatalogBytes() && entries.size() > 1) {
      CatalogEntry entry = oldest.next();
      oldest.remove();
      bytes -= entry.bytes();
      if (entry.unsaved) {
        save(entry);
      }
    }
  }

  private void saveSoon(CatalogEntry entry) {
    entry.unsaved = true;
    if (save == null || !save.isPending()) {
      save = state.in(SAVE_DELAY_MILLIS, this::saveAll);
    }
  }

  /** Writes what is not on disk. */
  public void saveAll() {
    state.timers.cancel(save);
    entries.values().stream().filter(entry -> entry.unsaved).toList().forEach(this::save);
  }

  private void save(CatalogEntry entry) {
    entry.unsaved = false;
    state.actions.saveCatalog(entry.key, entry.toBytes());
  }
}
