package dev.mcpmux.netty;

import dev.mcpmux.netty.ProcessTable.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Everything that one started process has started in turn, as far as it was ever seen: its session
 * and group (when it was started through {@code setsid}), its descendants, and whoever has one of
 * its pipes as a standard stream, which finds what went its own way and then lost its parent. A
 * process is known by pid and start time, so that a reused pid is never signalled.
 *
 * <p>Not thread-safe. Reads {@code /proc} and runs {@code kill}: never on the event loop.
 */
final class ProcessTree {

  /** The two signals that end a process. */
  enum Signal {
    TERM,
    KILL
  }

  private static final long KILL_COMMAND_SECONDS = 5;

  private final long root;
  private final long rootStart;
  private final boolean leader;
  private final Set<String> pipes;
  private final Map<Long, Long> known = new HashMap<>();

  /**
   * @param rootStart the start time as {@link ProcessTable} gives it
   * @param leader whether the root leads a session of its own
   * @param pipes those that were made for it and nobody else, from {@link
   *     ProcessTable#standardPipes}
   */
  ProcessTree(long root, long rootStart, boolean leader, Set<String> pipes) {
    this.root = root;
    this.rootStart = rootStart;
    this.leader = leader;
    this.pipes = pipes;
    known.put(root, rootStart);
  }

  /** Looks again, remembers who is new, and gives those that live. */
  List<Entry> living() {
    List<Entry> all = ProcessTable.all();
    boolean ownGroup = leader && !rootPidWasReused(all);
    for (Entry entry : all) {
      if (ownGroup && (entry.session() == root || entry.group() == root) || holdsPipe(entry)) {
        known.put(entry.pid(), entry.start());
      }
    }
    while (addChildrenOfKnown(all)) {
      // a child may stand before its parent in the list
    }
    List<Entry> living = new ArrayList<>();
    for (Entry entry : all) {
      if (!entry.zombie() && isKnown(entry.pid(), entry.start())) {
        living.add(entry);
      }
    }
    return living;
  }

  /** Signals these, the group as a whole first so that no fork slips through between them. */
  void signal(List<Entry> living, Signal signal) {
    boolean group = leader && living.stream().anyMatch(entry -> entry.group() == root);
    if (group) {
      signalGroup(signal);
    }
    for (Entry entry : living) {
      if (!group || entry.group() != root) {
        signalOne(entry, signal);
      }
    }
  }

  private boolean rootPidWasReused(List<Entry> all) {
    for (Entry entry : all) {
      if (entry.pid() == root) {
        return entry.start() != rootStart;
      }
    }
    return false;
  }

  private boolean holdsPipe(Entry entry) {
    return !pipes.isEmpty()
        && !Collections.disjoint(pipes, ProcessTable.standardPipes(entry.pid()));
  }

  private boolean addChildrenOfKnown(List<Entry> all) {
    Map<Long, Long> starts = new HashMap<>();
    all.forEach(entry -> starts.put(entry.pid(), entry.start()));
    boolean added = false;
    for (Entry entry : all) {
      Long parentStart = starts.get(entry.parent());
      if (parentStart != null
          && isKnown(entry.parent(), parentStart)
          && !isKnown(entry.pid(), entry.start())) {
        known.put(entry.pid(), entry.start());
        added = true;
      }
    }
    return added;
  }

  private boolean isKnown(long pid, long start) {
    Long knownStart = known.get(pid);
    return knownStart != null && knownStart == start;
  }

  private static void signalOne(Entry entry, Signal signal) {
    // the handle holds its own start time and does not signal another process under this pid
    ProcessHandle handle = ProcessHandle.of(entry.pid()).orElse(null);
    boolean same =
        ProcessTable.find(entry.pid()).filter(now -> now.start() == entry.start()).isPresent();
    if (handle != null && same) {
      if (signal == Signal.KILL) {
        handle.destroyForcibly();
      } else {
        handle.destroy();
      }
    }
  }

  /**
   * Java cannot signal a group, and {@code /bin/kill} is missing on slim systems; sh has its own.
   */
  private void signalGroup(Signal signal) {
    try {
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- -" + root)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.getOutputStream().close();
      kill.waitFor(KILL_COMMAND_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      Log.warn("cannot signal process group " + root + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
