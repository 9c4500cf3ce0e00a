package dev.mcpmux.netty.process;

import dev.mcpmux.netty.process.ProcessTable.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a server has started that has left its session, as browsers do: once its parent is gone
 * nothing says whose it was, so it is noted while the server runs, and kept in the ledger.
 *
 * <p>Thread-safe. Writes files: never on the event loop.
 */
final class Outsiders {

  private final String server;
  private final ProcessTree tree;
  private final ProcessLedger ledger;
  private final Set<Entry> noted = new HashSet<>();
  private boolean ended;

  Outsiders(String server, ProcessTree tree, ProcessLedger ledger) {
    this.server = server;
    this.tree = tree;
    this.ledger = ledger;
  }

  /**
   * Notes who is new, and forgets who has ended.
   *
   * @param all what {@link ProcessTable#all} has just given
   */
  synchronized void look(List<Entry> all) {
    if (ended) {
      return; // these were seen before
    }
    Set<Entry> now = new HashSet<>(tree.outside(tree.look(all)));
    for (Entry entry : Set.copyOf(noted)) {
      if (now.stream().noneMatch(each -> same(each, entry))) {
        forget(entry);
      }
    }
    for (Entry entry : now) {
      if (noted.stream().noneMatch(each -> same(each, entry))) {
        noted.add(entry);
        ledger.started(entry.pid(), entry.start(), entry.session() == entry.pid(), server);
      }
    }
  }

  /** Nothing of the server lives any more. */
  synchronized void gone() {
    ended = true;
    Set.copyOf(noted).forEach(this::forget);
  }

  private void forget(Entry entry) {
    noted.remove(entry);
    ledger.gone(entry.pid(), entry.start());
  }

  private static boolean same(Entry one, Entry other) {
    return one.pid() == other.pid() && one.start() == other.start();
  }
}
