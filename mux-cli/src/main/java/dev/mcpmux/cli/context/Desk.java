package dev.mcpmux.cli.context;

import dev.mcpmux.cli.sqlite.Sqlite;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The open notes, and who uses them. Only on the thread of the notes. */
final class Desk implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");

  private final NoteStore store;
  private final Handovers handovers;
  private final Changes changes;
  private final BooleanSupplier sessions;
  private final Runnable corrupt;
  private final Set<Visit> visits = new LinkedHashSet<>();

  /**
   * @param sessions whether sessions may see each other
   * @param corrupt runs where the notes turn out to be corrupt
   */
  Desk(NoteStore store, BooleanSupplier sessions, Runnable corrupt) throws SQLException {
    this.corrupt = corrupt;
    this.store = store;
    this.handovers = new Handovers(store);
    this.changes = new Changes(store);
    this.sessions = sessions;
  }

  NoteStore store() {
    return store;
  }

  Handovers handovers() {
    return handovers;
  }

  boolean allowsSessions() {
    return sessions.getAsBoolean();
  }

  Set<Visit> visits() {
    return visits;
  }

  /** Those that are open in a project, the oldest first. */
  List<Visit> visitsOf(String project) {
    return visits.stream().filter(visit -> project.equals(visit.caller().project())).toList();
  }

  /**
   * Tells those whom it concerns what has changed, by whichever process. Where that fails, what has
   * changed is as it is all the same.
   */
  void tellChanges() {
    logged(this::tell);
  }

  /** As {@link #tellChanges}, where another process has changed something. */
  void look() {
    logged(
        () -> {
          if (changes.hasOther()) {
            tell();
          }
        });
  }

  /** Removes what is too old. */
  void prune() {
    logged(
        () -> {
          for (Visit visit : visits) {
            store.guests().stay(visit.caller());
          }
          store.prune();
          tell();
        });
  }

  private void tell() throws SQLException {
    List<Changes.Change> all = changes.take();
    for (Visit visit : visits) {
      if (changes.hasMissed()) {
        visit.listAgain();
      }
      for (Changes.Change change : all) {
        visit.changed(change);
      }
    }
  }

  /** Something that nobody waits for. */
  interface Chore {
    void run() throws SQLException, StoreException;
  }

  /** Does it; what fails is written to the log. */
  void logged(Chore chore) {
    try {
      chore.run();
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.WARNING, "context: " + failed(e));
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.WARNING, "context: " + e.getMessage());
    }
  }

  /** What has failed, for who has asked. */
  String failed(SQLException e) {
    if (Sqlite.isCorrupt(e)) {
      corrupt.run();
    }
    return describe(e);
  }

  static String describe(SQLException e) {
    return "the notes cannot be read or written: " + Sqlite.describe(e);
  }

  @Override
  public void close() throws SQLException {
    store.close();
  }
}
