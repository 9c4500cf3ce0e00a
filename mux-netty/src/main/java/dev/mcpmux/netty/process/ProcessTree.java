package dev.mcpmux.netty.process;

import dev.mcpmux.netty.pipe.ProcessStart;
import dev.mcpmux.netty.process.ProcessTable.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Everything that one started process has started in turn, as far as it was ever seen: its session
 * and group (when it was started through {@code setsid}), its descendants and the sessions and
 * groups that these lead, and whoever has one of its pipes as a standard stream, which finds what
 * went its own way and then lost its parent. A process is known by pid and start time, so that a
 * reused pid is never signalled.
 *
 * <p>Thread-safe. Reads {@code /proc} and runs {@code kill}: never on the event loop.
 */
public class ProcessTree { // not final: tests have one that cannot be signalled

  /** The two signals that end a process. */
  public enum Signal {
    TERM,
    KILL
  }

  private static final long KILL_COMMAND_SECONDS = 5;

  /** The start of a root that nobody has seen: none has this one. */
  private static final long UNSEEN = -1;

  private final long root;
  private long rootStart;

  /** What a root has started that had ended by now started before; in the time of {@code /proc}. */
  private final long madeAt;

  private final boolean leader;
  private final Set<String> pipes;

  /** Those that lived at the last look: their start times by pid. */
  private final Map<Long, Long> known = new HashMap<>();

  /** Those of them that lead or led a session or group, likewise. */
  private final Map<Long, Long> leaders = new HashMap<>();

  /** Those that were seen to have none of the pipes, likewise; they get none later. */
  private final Map<Long, Long> withoutPipe = new HashMap<>();

  /**
   * @param rootStart the start time as {@link ProcessTable} gives it; 0 when it could not be told:
   *     then it is that of the child of ours that has this pid, and if there is none, the root had
   *     ended before anybody looked
   * @param leader whether the root leads a session of its own
   * @param pipes those that were made for it and nobody else, from {@link
   *     ProcessTable#standardPipes}
   */
  public ProcessTree(long root, long rootStart, boolean leader, Set<String> pipes) {
    this.root = root;
    this.rootStart = rootStart;
    this.madeAt = rootStart == 0 ? ProcessTable.uptime() : 0;
    this.leader = leader;
    this.pipes = pipes;
  }

  /**
   * Looks again, remembers who is new, and gives those that live.
   *
   * @throws java.io.UncheckedIOException when nobody can be seen
   */
  public List<Entry> living() {
    return look(ProcessTable.all());
  }

  /**
   * As {@link #living}.
   *
   * @param all what {@link ProcessTable#all} has just given
   */
  synchronized List<Entry> look(List<Entry> all) {
    Map<Long, Long> starts =
        all.stream().collect(Collectors.toMap(Entry::pid, Entry::start, (a, b) -> b));
    seeRoot(all, starts);
    leaders.entrySet().removeIf(led -> isReused(led.getKey(), led.getValue(), starts));
    while (addMembers(all, starts)) {
      // a child may stand before its parent in the list
    }
    forgetGone(all, starts);
    List<Entry> living = new ArrayList<>();
    for (Entry entry : all) {
      if (!entry.zombie() && isKnown(entry.pid(), entry.start())) {
        living.add(entry);
      }
    }
    return living;
  }

  /**
   * The CPU time of all that live, and of what these have waited for, in milliseconds.
   *
   * @throws java.io.UncheckedIOException when nobody can be seen
   */
  long cpuMillis() {
    return living().stream().mapToLong(entry -> ProcessTable.cpuMillis(entry.pid())).sum();
  }

  /** Of these, those that left its session: of them nobody else would know. */
  List<Entry> outside(List<Entry> living) {
    return living.stream()
        .filter(entry -> leader && entry.session() != root && entry.pid() != root)
        .toList();
  }

  /**
   * Signals these, the group as a whole first so that no fork slips through between them. Returns
   * whether each that is still there has got it.
   */
  public boolean signal(List<Entry> living, Signal signal) {
    boolean group =
        leader && living.stream().anyMatch(entry -> entry.group() == root) && signalGroup(signal);
    boolean all = true;
    for (Entry entry : living) {
      if (!group || entry.group() != root) {
        all &= ProcessTable.signal(entry, signal == Signal.KILL);
      }
    }
    return all;
  }

  private void seeRoot(List<Entry> all, Map<Long, Long> starts) {
    if (rootStart == 0) {
      long self = ProcessHandle.current().pid();
      rootStart =
          all.stream()
              .filter(entry -> entry.pid() == root && entry.parent() == self)
              .mapToLong(Entry::start)
              .findFirst()
              .orElse(0);
      if (rootStart == 0 && leader && all.stream().anyMatch(this::isLeftOfRoot)) {
        leaders.put(root, UNSEEN);
      }
    }
    if (rootStart != 0 && !isReused(root, rootStart, starts)) {
      known.put(root, rootStart);
      if (leader) {
        leaders.put(root, rootStart);
      }
    }
  }

  /** No pid is given to another process while a session has its number. */
  private boolean isLeftOfRoot(Entry entry) {
    return entry.session() == root && entry.pid() != root && entry.start() <= madeAt;
  }

  private static boolean isReused(long pid, long start, Map<Long, Long> starts) {
    Long now = starts.get(pid);
    return now != null && now != start;
  }

  private boolean addMembers(List<Entry> all, Map<Long, Long> starts) {
    boolean added = false;
    for (Entry entry : all) {
      if (!isKnown(entry.pid(), entry.start()) && belongs(entry, starts)) {
        known.put(entry.pid(), entry.start());
        added = true;
      }
      boolean leads = entry.session() == entry.pid() || entry.group() == entry.pid();
      if (leads && isKnown(entry.pid(), entry.start())) {
        added |= leaders.put(entry.pid(), entry.start()) == null;
      }
    }
    return added;
  }

  private boolean belongs(Entry entry, Map<Long, Long> starts) {
    Long parentStart = starts.get(entry.parent());
    return parentStart != null && isKnown(entry.parent(), parentStart)
        || leaders.containsKey(entry.session())
        || leaders.containsKey(entry.group())
        || holdsPipe(entry);
  }

  private boolean holdsPipe(Entry entry) {
    if (pipes.isEmpty() || isThe(entry, withoutPipe)) {
      return false;
    }
    boolean holds = !Collections.disjoint(pipes, ProcessTable.standardPipes(entry.pid()));
    if (!holds) {
      withoutPipe.put(entry.pid(), entry.start());
    }
    return holds;
  }

  /** What a process forks and forgets would be kept as long as the process runs. */
  private void forgetGone(List<Entry> all, Map<Long, Long> starts) {
    known.keySet().retainAll(starts.keySet());
    withoutPipe.keySet().retainAll(starts.keySet());
    Set<Long> led = new HashSet<>();
    for (Entry entry : all) {
      led.add(entry.session());
      led.add(entry.group());
    }
    leaders.keySet().retainAll(led);
  }

  private boolean isKnown(long pid, long start) {
    Long knownStart = known.get(pid);
    return knownStart != null && knownStart == start;
  }

  private static boolean isThe(Entry entry, Map<Long, Long> these) {
    Long start = these.get(entry.pid());
    return start != null && start == entry.start();
  }

  /**
   * Java cannot signal a group, and {@code /bin/kill} is missing on slim systems; sh has its own.
   * Returns whether the group has got it.
   */
  private boolean signalGroup(Signal signal) {
    try {
      Process kill =
          ProcessStart.of(
              new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- -" + root)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD));
      kill.getOutputStream().close();
      return kill.waitFor(KILL_COMMAND_SECONDS, TimeUnit.SECONDS) && kill.exitValue() == 0;
    } catch (IOException e) {
      return false; // no descriptor or no process is to be had: one by one then
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
