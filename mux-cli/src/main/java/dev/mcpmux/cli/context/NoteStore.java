package dev.mcpmux.cli.context;

import dev.mcpmux.cli.context.NoteRows.Values;
import dev.mcpmux.cli.sqlite.Anew;
import dev.mcpmux.cli.sqlite.Sqlite;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The notes, in a database that other processes may have open as well. Not thread-safe: one thread
 * has it, and it may block. What has returned is on the disk.
 */
final class NoteStore implements AutoCloseable {

  private static final long MEGABYTE = 1024 * 1024;

  private final Connection connection;
  private final Clock clock;
  private final Supplier<Bounds> bounds;
  private final Guests guests = new Guests(this);

  /** Whether the index has words that the notes do not have any more. */
  private boolean stale;

  /**
   * How much is kept.
   *
   * @param days for how long a note stays that nobody changes
   * @param maxMegabytes how large the file may be
   */
  record Bounds(int days, int maxMegabytes) {}

  private NoteStore(Connection connection, Clock clock, Supplier<Bounds> bounds) {
    this.connection = connection;
    this.clock = clock;
    this.bounds = bounds;
  }

  /** What is done first with notes that are opened. */
  interface First {
    void run(NoteStore store) throws SQLException;
  }

  /**
   * Opens the notes; they are made where there are none.
   *
   * @throws IOException with a sentence for people
   * @throws SQLException also where they are corrupt, as far as that is seen
   */
  static NoteStore open(Path file, Clock clock, Supplier<Bounds> bounds)
      throws SQLException, IOException {
    return new NoteStore(NoteFile.open(file), clock, bounds);
  }

  /**
   * Opens them for a daemon: where they are corrupt, they are moved aside and others begin.
   *
   * @param said gets a sentence for people where they were corrupt
   * @param first what cannot be done with notes that are corrupt
   * @throws IOException with a sentence for people
   */
  static NoteStore own(
      Path file, Clock clock, Supplier<Bounds> bounds, Consumer<String> said, First first)
      throws IOException {
    try {
      return Anew.ifCorrupt(
          file,
          "the file of the notes",
          said,
          () -> {
            NoteStore store = open(file, clock, bounds);
            try {
              first.run(store);
              return store;
            } catch (SQLException e) {
              store.close();
              throw e;
            }
          });
    } catch (SQLException e) {
      throw new IOException("the notes cannot be opened: " + Sqlite.describe(e) + ": " + file);
    }
  }

  /**
   * Looks whether all of them can be read, which takes long where they are many. Where only the
   * index of their words is wrong, it is made again.
   *
   * @throws SQLException where they are corrupt
   */
  void check() throws SQLException {
    NoteFile.check(connection);
  }

  /** Makes the index of the words again. */
  void indexWords() throws SQLException {
    NoteFile.indexWords(connection);
  }

  /** Done whole, or not at all. */
  interface Work<T> {
    T run() throws SQLException, StoreException;
  }

  /** Does it in a transaction that no other process disturbs. */
  <T> T change(Work<T> work) throws SQLException, StoreException {
    execute("BEGIN IMMEDIATE");
    boolean done = false;
    try {
      T result = work.run();
      execute("COMMIT");
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack();
      }
    }
  }

  private void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has done so itself, as after a full disk
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Connection connection() {
    return connection;
  }

  Guests guests() {
    return guests;
  }

  Instant now() {
    return clock.instant();
  }

  /** What was changed last before then goes. */
  Instant oldest() {
    return now().minus(Duration.ofDays(bounds.get().days));
  }

  /** Writes a new note, of which all is said. */
  Note save(Caller caller, Draft draft) throws SQLException, StoreException {
    String home = homeOf(caller, draft.scope());
    checkHandover(draft.scope(), draft.kind());
    checkRoom();
    long now = now().toEpochMilli();
    Values values = new Values();
    values.add(draft.scope().word(), home, draft.kind(), draft.title(), draft.text());
    values.add(NoteRows.tags(draft.tags()), caller.session());
    values.add(caller.client(), caller.title(), caller.client(), caller.title());
    values.add(now, now, NoteRows.millis(draft.expiresOver(null)));
    return change(
        () -> {
          guests.write(caller);
          NoteRows.update(
              connection,
              "INSERT INTO note (version, scope, home, kind, title, text, tags, session,"
                  + " client, session_title, editor_client, editor_title, created,"
                  + " updated, expires) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              values);
          return NoteRows.first(
                  connection, NoteRows.WHOLE + "n.id = last_insert_rowid()", new Values())
              .orElseThrow();
        });
  }

  /**
   * Changes a note that the caller sees.
   *
   * @param version the one that the caller knows
   * @return empty where the caller sees none
   * @throws ConflictException if somebody has changed it since
   */
  Optional<Note> change(Caller caller, long id, long version, Draft draft)
      throws SQLException, StoreException {
    checkRoom();
    return change(
        () -> {
          Optional<Note> seen = read(caller, id);
          if (seen.isEmpty()) {
            return seen;
          }
          Note old = seen.get();
          if (old.version() != version) {
            throw new ConflictException(old);
          }
          NoteScope scope = draft.scope() == null ? old.place().scope() : draft.scope();
          String home = scope == old.place().scope() ? old.place().home() : homeOf(caller, scope);
          Note.Words words = draft.over(old.words());
          checkHandover(scope, words.kind());
          guests.write(caller);
          outdate();
          NoteRows.update(
              connection,
              "UPDATE note SET version = version + 1, scope = ?, home = ?, kind = ?, title = ?,"
                  + " text = ?, tags = ?, editor_client = ?, editor_title = ?, updated = ?,"
                  // who was offered it knows what it said before
                  + " expires = ?, taken = 0, offered_to = NULL, offered_at = NULL WHERE id = ?",
              new Values()
                  .add(scope.word(), home, words.kind(), words.title(), words.text())
                  .add(NoteRows.tags(words.tags()), caller.client(), caller.title())
                  .add(
                      now().toEpochMilli(), NoteRows.millis(draft.expiresOver(old.expires())), id));
          return read(caller, id);
        });
  }

  private static void checkHandover(NoteScope scope, String kind) throws StoreException {
    if (kind.equals(Note.HANDOVER) && scope != NoteScope.PROJECT) {
      throw new StoreException(
          "a handover is for the next session of a project: use scope project");
    }
  }

  private static String homeOf(Caller caller, NoteScope scope) throws StoreException {
    String home = caller.home(scope);
    if (home == null) {
      throw new StoreException(
          "this session has no project, so it has no notes of one; use scope session or global");
    }
    return home;
  }

  /** Refuses where there is no room for more. */
  void checkRoom() throws SQLException, StoreException {
    long limit = bounds.get().maxMegabytes;
    try (Statement statement = connection.createStatement()) {
      long pages =
          NoteFile.number(statement, "PRAGMA page_count")
              - NoteFile.number(statement, "PRAGMA freelist_count");
      long bytes = pages * NoteFile.number(statement, "PRAGMA page_size");
      if (bytes >= limit * MEGABYTE) {
        throw new StoreException(
            "the notes take "
                + bytes / MEGABYTE
                + " MB (limit: "
                + limit
                + "); delete notes with context_delete, or have the user set"
                + " context.maxMegabytes in the config of mcpmux");
      }
    }
  }

  /** One note with all its text; empty where the caller sees none. */
  Optional<Note> read(Caller caller, long id) throws SQLException {
    return NoteRows.first(
        connection,
        NoteRows.WHOLE + NoteRows.VISIBLE + " AND n.id = ?",
        new Values().caller(caller, now()).add(id));
  }

  /** Those that were changed last come first; of each text only the beginning. */
  List<Note> list(Caller caller, Filter filter) throws SQLException {
    return NoteRows.select(
        connection,
        NoteRows.BEGINNING
            + NoteRows.VISIBLE
            + NoteRows.MATCHING
            + " ORDER BY n.updated DESC, n.id DESC LIMIT ? OFFSET ?",
        new Values().caller(caller, now()).filter(filter).add(filter.limit(), filter.offset()));
  }

  /** The best come first; of each text that in which the words are. */
  List<Note> search(Caller caller, String wish, Filter filter) throws SQLException {
    String query = Wish.query(wish);
    if (query.isEmpty()) {
      return List.of();
    }
    return NoteRows.select(
        connection,
        NoteRows.FOUND
            + NoteRows.VISIBLE
            + NoteRows.MATCHING
            + " ORDER BY bm25(word, 8.0, 4.0, 1.0), n.updated DESC LIMIT ? OFFSET ?",
        new Values()
            .add(query)
            .caller(caller, now())
            .filter(filter)
            .add(filter.limit(), filter.offset()));
  }

  /**
   * Removes a note that the caller sees.
   *
   * @param version the one that is meant; null for whichever it has
   * @return empty where the caller sees none
   */
  Optional<Note> delete(Caller caller, long id, Long version) throws SQLException, StoreException {
    return change(
        () -> {
          Optional<Note> note = read(caller, id);
          if (note.isPresent()) {
            if (version != null && note.get().version() != version) {
              throw new ConflictException(note.get());
            }
            outdate();
            NoteRows.update(connection, "DELETE FROM note WHERE id = ?", new Values().add(id));
          }
          return note;
        });
  }

  /**
   * The notes that the session has left which wrote last in the caller's project, old ones first.
   */
  List<Note> ofLastSession(Caller caller, int limit) throws SQLException {
    return NoteRows.select(
        connection,
        NoteRows.WHOLE
            + NoteRows.VISIBLE
            + " AND n.scope = 'project' AND n.session = (SELECT l.session FROM note l WHERE l.scope"
            + " = 'project' AND l.home = ? AND l.session NOT IN (?, 'import') AND (l.expires IS"
            + " NULL OR l.expires > ?) ORDER BY l.created DESC, l.id DESC LIMIT 1) ORDER BY n.kind"
            + " = 'handover' DESC, n.created DESC, n.id DESC LIMIT ?",
        new Values()
            .caller(caller, now())
            .add(caller.project(), caller.session(), now().toEpochMilli(), limit));
  }

  /**
   * Removes what is too old, and what only sessions have seen that have ended. Only for the daemon,
   * which knows the bounds: for a command, the config may say something else, or be wrong.
   */
  void prune() throws SQLException {
    long now = now().toEpochMilli();
    long oldest = oldest().toEpochMilli();
    int gone =
        NoteRows.update(
            connection,
            "DELETE FROM note WHERE expires <= ? OR updated < ?",
            new Values().add(now, oldest));
    NoteRows.update(connection, "DELETE FROM seen WHERE at < ?", new Values().add(oldest));
    if (gone + guests.prune() > 0) {
      outdate();
    }
    execute("PRAGMA incremental_vacuum");
  }

  /** Notes have gone or are others: the file is to keep nothing of them. */
  void outdate() {
    stale = true;
  }

  @Override
  public void close() throws SQLException {
    try (Connection closing = connection) {
      if (stale && !closing.isClosed()) {
        NoteFile.forgetWords(connection);
      }
    }
  }
}
