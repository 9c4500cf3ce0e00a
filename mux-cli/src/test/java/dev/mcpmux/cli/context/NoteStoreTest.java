package dev.mcpmux.cli.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.sqlite.Sqlite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** What is kept, who sees it, and what happens when two write. */
class NoteStoreTest {

  static final Caller ANN = new Caller("1", "/app", "ann 1", "one", Set.of());
  static final Caller BEN = new Caller("2", "/app", "ben 1", "two", Set.of());
  static final Caller EVE = new Caller("3", "/other", "eve 1", "three", Set.of());
  static final Caller NET = new Caller("4", null, "net 1", "four", Set.of());

  @TempDir private Path directory;

  private final Hand clock = new Hand();
  private final List<String> said = new ArrayList<>();
  private Path file;
  private NoteStore store;

  /** A clock that a test moves. */
  static final class Hand extends Clock {
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");

    void move(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void open() throws Exception {
    file = NoteFile.in(directory);
    store = open(1);
  }

  private NoteStore open(int megabytes) throws IOException {
    return NoteStore.own(
        file, clock, () -> new NoteStore.Bounds(90, megabytes), said::add, NoteStore::check);
  }

  @AfterEach
  void close() throws SQLException {
    store.close();
  }

  static Draft draft(String title, String text, NoteScope scope) {
    return new Draft(title, text, List.of("a tag"), scope, Note.PLAIN, null);
  }

  private static Draft change(String text) {
    return new Draft(null, text, null, null, null, null);
  }

  private List<String> titles(Caller caller) throws SQLException {
    return store.list(caller, Filter.all(100, 0)).stream().map(n -> n.words().title()).toList();
  }

  private List<String> found(Caller caller, String wish) throws SQLException {
    return store.search(caller, wish, Filter.all(100, 0)).stream()
        .map(note -> note.words().title())
        .toList();
  }

  @Test
  void a_note_is_read_as_it_was_written_and_says_who_wrote_it() throws Exception {
    Instant expires = clock.instant().plusSeconds(60);
    Note saved =
        store.save(
            ANN,
            new Draft(
                "T",
                "a\nb \uD83D\uDE00",
                List.of("x", "y z"),
                NoteScope.PROJECT,
                Note.PLAIN,
                expires));

    Note read = store.read(BEN, saved.id()).orElseThrow();

    assertThat(read).isEqualTo(saved);
    assertThat(read.words())
        .isEqualTo(new Note.Words("T", "a\nb \uD83D\uDE00", List.of("x", "y z"), Note.PLAIN));
    assertThat(read.version()).isEqualTo(1);
    assertThat(read.author()).isEqualTo(new Note.Author("ann 1", "one"));
    assertThat(read.created()).isEqualTo(clock.instant());
    assertThat(read.expires()).isEqualTo(expires);
    assertThat(read.uri()).isEqualTo("context://project/" + read.id());
  }

  @Test
  void each_scope_is_seen_by_those_it_is_for_and_by_nobody_else() throws Exception {
    Note session = store.save(ANN, draft("mine", "same words", NoteScope.SESSION));
    Note project = store.save(ANN, draft("ours", "same words", NoteScope.PROJECT));
    store.save(ANN, draft("all", "same words", NoteScope.GLOBAL));

    assertThat(titles(ANN)).containsExactlyInAnyOrder("mine", "ours", "all");
    assertThat(titles(BEN)).containsExactlyInAnyOrder("ours", "all");
    assertThat(titles(EVE)).containsExactly("all");
    assertThat(titles(NET)).containsExactly("all");
    assertThat(found(EVE, "same words")).containsExactly("all");
    assertThat(store.read(BEN, session.id())).isEmpty();
    assertThat(store.read(EVE, project.id())).isEmpty();
    assertThat(store.delete(EVE, project.id(), null)).isEmpty();
    assertThat(store.change(EVE, project.id(), 1, change("theirs"))).isEmpty();
    assertThat(store.read(ANN, project.id()).orElseThrow().words().text()).isEqualTo("same words");
  }

  @Test
  void a_session_without_a_project_is_told_what_it_can_use_instead() {
    assertThatThrownBy(() -> store.save(NET, draft("t", "x", NoteScope.PROJECT)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("use scope session or global");
    assertThatThrownBy(
            () ->
                store.save(
                    ANN, new Draft("t", "x", List.of(), NoteScope.GLOBAL, Note.HANDOVER, null)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("use scope project");
  }

  @Test
  void the_second_of_two_edits_of_one_version_is_refused_with_what_is_there() throws Exception {
    Note note = store.save(ANN, draft("t", "one", NoteScope.PROJECT));
    Note edited = store.change(BEN, note.id(), 1, change("two")).orElseThrow();

    assertThat(edited.version()).isEqualTo(2);
    assertThat(edited.words().title()).isEqualTo("t");
    assertThat(edited.author().client()).isEqualTo("ann 1");
    assertThat(edited.editor().client()).isEqualTo("ben 1");
    assertThatThrownBy(() -> store.change(ANN, note.id(), 1, change("three")))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.now().words().text()).isEqualTo("two"));
    assertThatThrownBy(() -> store.delete(ANN, note.id(), 1L))
        .isInstanceOf(ConflictException.class);
    assertThat(store.delete(ANN, note.id(), 2L)).isPresent();
    assertThat(store.read(ANN, note.id())).isEmpty();
  }

  @Test
  void a_note_that_gets_another_scope_is_seen_by_others_from_then_on() throws Exception {
    Note note = store.save(ANN, draft("t", "x", NoteScope.SESSION));

    store.change(ANN, note.id(), 1, new Draft(null, null, null, NoteScope.PROJECT, null, null));

    assertThat(titles(BEN)).containsExactly("t");
    store.change(BEN, note.id(), 2, new Draft(null, null, null, NoteScope.SESSION, null, null));
    assertThat(titles(ANN)).isEmpty();
    assertThat(titles(BEN)).containsExactly("t");
  }

  @Test
  void what_fits_best_is_found_first_whatever_form_the_words_have() throws Exception {
    store.save(ANN, draft("Cooking", "The parsers of the tests", NoteScope.PROJECT));
    store.save(ANN, draft("Parser tests", "how to run them", NoteScope.PROJECT));
    store.save(ANN, draft("Nothing", "else", NoteScope.PROJECT));

    assertThat(found(BEN, "running parser test")).containsExactly("Parser tests", "Cooking");
    assertThat(found(BEN, "pars")).contains("Cooking");
    assertThat(found(BEN, "tag")).hasSize(3);
    assertThat(store.search(BEN, "tests", Filter.all(1, 1))).hasSize(1);
  }

  @Test
  void a_query_is_words_and_never_a_command_to_the_search() throws Exception {
    store.save(ANN, draft("near", "alpha beta", NoteScope.PROJECT));
    for (String hostile :
        List.of(
            "\"",
            "alpha\" OR \"",
            "title:alpha",
            "NEAR(alpha beta)",
            "alpha*",
            "^alpha",
            "{title}: x",
            "alpha AND NOT beta",
            "'; DROP TABLE note; --",
            "-alpha",
            "(",
            "a\u0000b",
            "+ -",
            "\u0301\u0301\u0301",
            "a\u0301 \u200d",
            "%",
            "al_ha",
            "alpha\u0000\" OR alpha",
            "\\")) {
      assertThat(store.search(EVE, hostile, Filter.all(10, 0))).isEmpty();
      store.search(ANN, hostile, Filter.all(10, 0));
    }
    assertThat(found(ANN, "\"alpha\" NOT")).containsExactly("near");
    assertThat(found(ANN, "?!")).isEmpty();
  }

  @Test
  void notes_are_chosen_by_scope_kind_and_a_whole_tag() throws Exception {
    store.save(ANN, new Draft("p", "", List.of("ab", "c"), NoteScope.PROJECT, Note.HANDOVER, null));
    store.save(ANN, new Draft("g", "", List.of("abc"), NoteScope.GLOBAL, Note.PLAIN, null));

    assertThat(store.list(BEN, new Filter(NoteScope.GLOBAL, null, null, 9, 0))).hasSize(1);
    assertThat(store.list(BEN, new Filter(null, Note.HANDOVER, null, 9, 0))).hasSize(1);
    assertThat(store.list(BEN, new Filter(null, null, "ab", 9, 0)))
        .singleElement()
        .satisfies(note -> assertThat(note.words().title()).isEqualTo("p"));
    assertThat(store.list(BEN, new Filter(null, null, "b", 9, 0))).isEmpty();
  }

  @Test
  void what_has_expired_is_seen_no_more_and_goes() throws Exception {
    Instant soon = clock.instant().plusSeconds(60);
    Note note = store.save(ANN, new Draft("t", "x", List.of(), NoteScope.GLOBAL, Note.PLAIN, soon));
    Note kept = store.save(ANN, draft("kept", "x", NoteScope.GLOBAL));
    store.change(ANN, note.id(), 1, new Draft(null, null, null, null, null, Draft.NEVER));
    store.change(ANN, note.id(), 2, new Draft(null, null, null, null, null, soon));
    clock.move(Duration.ofMinutes(2));

    assertThat(titles(BEN)).containsExactly("kept");
    assertThat(found(BEN, "x")).containsExactly("kept");
    store.prune();
    clock.move(Duration.ofMinutes(-2));
    assertThat(titles(BEN)).containsExactly("kept");
    clock.move(Duration.ofDays(91));
    store.prune();
    assertThat(store.read(ANN, kept.id())).isEmpty();
  }

  @Test
  void a_full_store_takes_no_more_until_something_goes() throws Exception {
    String text = "words ".repeat(10_000);
    List<Note> notes = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                notes.add(store.save(ANN, draft("t" + i, text, NoteScope.PROJECT)));
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("(limit: 1)")
        .hasMessageContaining("context_delete");
    assertThat(Files.size(file)).isLessThan(2 << 20);
    for (Note note : notes.subList(0, 5)) {
      store.delete(BEN, note.id(), null);
    }
    store.save(ANN, draft("more", "x", NoteScope.PROJECT));
  }

  @Test
  void an_id_is_never_given_to_another_note() throws Exception {
    Note first = store.save(ANN, draft("a", "x", NoteScope.PROJECT));
    store.delete(ANN, first.id(), null);

    assertThat(store.save(ANN, draft("b", "x", NoteScope.PROJECT)).id()).isGreaterThan(first.id());
  }

  @Test
  void the_file_is_its_owners_alone() throws Exception {
    store.save(ANN, draft("a", "x", NoteScope.PROJECT));

    try (var files = Files.list(directory)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              each ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void what_was_deleted_is_not_in_the_file_any_more() throws Exception {
    Note note = store.save(ANN, draft("a", "unmistakable5417", NoteScope.PROJECT));
    store.delete(ANN, note.id(), null);
    store.close();

    try (var files = Files.list(directory)) {
      for (Path each : files.toList()) {
        assertThat(
                new String(Files.readAllBytes(each), java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain("unmistakable5417");
      }
    }
    store = open(1);
  }

  @Test
  void a_corrupt_file_is_moved_aside_and_that_is_said() throws Exception {
    store.close();
    Files.writeString(file, "this is no database, whatever else it may be".repeat(100));

    store = open(1);

    assertThat(said).singleElement().asString().contains("context.db.corrupt");
    assertThat(directory.resolve("context.db.corrupt")).exists();
    store.save(ANN, draft("a", "x", NoteScope.PROJECT));
  }

  @Test
  void damage_behind_the_head_of_the_file_is_found_and_moved_aside() throws Exception {
    for (int i = 0; i < 100; i++) {
      store.save(ANN, draft("a" + i, "words of many ".repeat(50), NoteScope.PROJECT));
    }
    store.close();
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 8 * 4096; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7 + 3);
    }
    Files.write(file, bytes);
    Files.writeString(directory.resolve("context.db.corrupt"), "an earlier one");

    store = open(1);

    assertThat(said).singleElement().asString().contains("context.db.corrupt2");
    assertThat(directory.resolve("context.db.corrupt2")).hasSize(bytes.length);
    assertThat(directory.resolve("context.db.corrupt")).hasContent("an earlier one");
    assertThat(titles(ANN)).isEmpty();
    store.save(ANN, draft("a", "x", NoteScope.PROJECT));
  }

  @Test
  void words_stay_findable_whatever_long_notes_come_and_go() throws Exception {
    Random random = new Random(5);
    List<Note> notes = new ArrayList<>();
    store.close();
    store = open(20);
    execute("PRAGMA synchronous = OFF");
    for (int i = 0; i < 400; i++) {
      String text = "words " + (random.nextInt(4) == 0 ? " more".repeat(12_000) : "of it");
      notes.add(store.save(ANN, draft("owner " + i % 7, text, NoteScope.PROJECT)));
      if (notes.size() > 30) {
        Note gone = notes.remove(random.nextInt(notes.size()));
        assertThat(store.delete(ANN, gone.id(), null)).isPresent();
      }
    }

    execute("INSERT INTO word (word, rank) VALUES ('integrity-check', 1)");
    assertThat(store.search(ANN, "owner", Filter.all(100, 0))).hasSize(30);
  }

  private void execute(String sql) throws SQLException {
    try (var statement = store.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void who_is_no_daemon_moves_nothing_aside() throws Exception {
    store.close();
    Files.writeString(file, "this is no database, whatever else it may be".repeat(100));

    assertThatThrownBy(() -> NoteStore.open(file, clock, () -> new NoteStore.Bounds(90, 1)))
        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(Sqlite.isCorrupt(e)).isTrue());

    assertThat(file).content().startsWith("this is no database");
    assertThat(directory.resolve("context.db.corrupt")).doesNotExist();
    store = open(1);
  }

  @Test
  void notes_that_cannot_be_begun_with_are_moved_aside_and_closed() throws Exception {
    store.close();
    List<NoteStore> opened = new ArrayList<>();
    NoteStore.First first =
        begun -> {
          opened.add(begun);
          if (opened.size() == 1) {
            throw new SQLException("", "", SQLiteErrorCode.SQLITE_CORRUPT.code);
          }
        };

    store = NoteStore.own(file, clock, () -> new NoteStore.Bounds(90, 1), said::add, first);

    assertThat(opened).hasSize(2).last().isSameAs(store);
    assertThat(opened.get(0).connection().isClosed()).isTrue();
    assertThat(said).hasSize(1);
  }

  @Test
  void who_only_reads_takes_nothing_away_however_old_it_is() throws Exception {
    store.save(ANN, draft("old", "x", NoteScope.PROJECT));
    clock.move(Duration.ofDays(91));

    try (NoteStore reader = open(1)) {
      assertThat(new AllNotes(reader).list(null)).hasSize(1);
    }

    assertThat(titles(ANN)).containsExactly("old");
  }

  @Test
  void two_stores_on_one_file_see_what_the_other_has_written() throws Exception {
    Changes changes = new Changes(store);
    try (NoteStore other = open(1)) {
      changes.hasOther(); // it has looked for what is too old
      assertThat(changes.hasOther()).isFalse();
      Note note = other.save(BEN, draft("b", "x", NoteScope.PROJECT));

      assertThat(changes.hasOther()).isTrue();
      assertThat(changes.take()).containsExactly(new Changes.Change(note.id(), note.place(), true));
      assertThat(changes.hasOther()).isFalse();
      assertThat(changes.take()).isEmpty();
      assertThat(titles(ANN)).containsExactly("b");
      assertThatThrownBy(
              () -> {
                store.change(ANN, note.id(), 1, change("1"));
                other.change(BEN, note.id(), 1, change("2"));
              })
          .isInstanceOf(ConflictException.class);
      store.delete(ANN, note.id(), null);
      assertThat(changes.take()).extracting(Changes.Change::listed).containsExactly(false, true);
    }
  }

  @Test
  void more_changes_than_are_kept_are_noticed_as_such() throws Exception {
    Changes changes = new Changes(store);
    try (NoteStore other = open(10)) {
      execute(other, "PRAGMA synchronous = OFF");
      for (int i = 0; i <= NoteFile.CHANGES; i++) {
        other.save(BEN, draft("b", "x", NoteScope.PROJECT));
      }
    }

    assertThat(changes.take()).hasSize(NoteFile.CHANGES);
    assertThat(changes.hasMissed()).isTrue();
    store.save(ANN, draft("a", "x", NoteScope.PROJECT));
    assertThat(changes.take()).hasSize(1);
    assertThat(changes.hasMissed()).isFalse();
  }

  private static void execute(NoteStore store, String sql) throws SQLException {
    try (var statement = store.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void a_file_of_a_later_version_is_left_alone() throws Exception {
    try (var statement = store.connection().createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }

    assertThatThrownBy(() -> open(1)).hasMessageContaining("a later version");
    assertThat(said).isEmpty();
  }

  @Test
  void the_last_session_of_the_project_is_who_wrote_last_and_not_the_caller() throws Exception {
    Caller old = new Caller("0", "/app", "old 1", "zero", Set.of());
    store.save(old, draft("old", "x", NoteScope.PROJECT));
    store.save(BEN, draft("first", "x", NoteScope.PROJECT));
    store.save(BEN, draft("hidden", "x", NoteScope.SESSION));
    store.save(EVE, draft("other", "x", NoteScope.PROJECT));
    store.save(ANN, draft("own", "x", NoteScope.PROJECT));

    assertThat(store.ofLastSession(ANN, 10))
        .extracting(note -> note.words().title())
        .containsExactly("first");
    assertThat(store.ofLastSession(NET, 10)).isEmpty();
  }

  @Test
  void a_note_of_nobody_is_read_as_none() throws Exception {
    assertThat(store.read(ANN, 4711)).isEqualTo(Optional.empty());
  }

  private Note imported(String title, Instant updated, Instant expires) {
    return new Note(
        0,
        1,
        new Note.Place(NoteScope.PROJECT, "/app"),
        new Note.Words(title, "x", List.of(), Note.PLAIN),
        new Note.Author("import", ""),
        new Note.Author("import", ""),
        updated,
        updated,
        expires);
  }

  @Test
  void an_old_note_that_is_imported_stays_and_one_that_has_expired_is_left_out() throws Exception {
    AllNotes all = new AllNotes(store);
    Instant now = clock.instant();

    assertThat(all.add(imported("old", now.minus(Duration.ofDays(400)), null))).isTrue();
    assertThat(all.add(imported("to come", now.plus(Duration.ofDays(400)), null))).isTrue();
    assertThat(all.add(imported("gone", now, now))).isFalse();
    store.prune();
    assertThat(titles(ANN)).containsExactlyInAnyOrder("old", "to come");
    clock.move(Duration.ofDays(91));
    store.prune();
    assertThat(titles(ANN)).isEmpty();
  }

  @Test
  void what_was_imported_or_has_expired_was_not_the_last_session() throws Exception {
    store.save(ANN, draft("of ann", "x", NoteScope.PROJECT));
    clock.move(Duration.ofSeconds(1));
    new AllNotes(store).add(imported("later", clock.instant(), null));
    Instant soon = clock.instant().plusSeconds(5);
    Caller cia = new Caller("5", "/app", "cia 1", "five", Set.of());
    store.save(cia, new Draft("short", "x", List.of(), NoteScope.PROJECT, Note.PLAIN, soon));
    clock.move(Duration.ofSeconds(9));

    assertThat(store.ofLastSession(BEN, 9))
        .extracting(note -> note.words().title())
        .containsExactly("of ann");
  }

  @Test
  void a_file_that_others_may_read_becomes_its_owners_alone() throws Exception {
    store.close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    store = open(1);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void what_a_killed_daemon_has_left_beside_it_becomes_its_owners_alone_too() throws Exception {
    store.save(ANN, draft("a", "x", NoteScope.PROJECT));
    List<Path> all;
    try (var files = Files.list(directory)) {
      all = files.toList();
    }
    assertThat(all).hasSizeGreaterThan(1);
    for (Path each : all) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-r--r--"));
    }

    try (NoteStore other = open(1)) {
      assertThat(other.read(ANN, 1)).isPresent();
      assertThat(all)
          .allSatisfy(
              each ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void a_note_that_a_full_disk_has_no_room_for_leaves_all_others_as_they_were() throws Exception {
    store.save(ANN, draft("a", "x", NoteScope.PROJECT));
    long pages;
    try (var statement = store.connection().createStatement()) {
      pages = NoteFile.number(statement, "PRAGMA page_count");
      statement.execute("PRAGMA max_page_count = " + pages);
    }

    assertThatThrownBy(
            () -> store.save(ANN, draft("b", "long words ".repeat(5_000), NoteScope.PROJECT)))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(Sqlite.describe(e)).isEqualTo("the disk is full"));
    execute("PRAGMA max_page_count = " + (pages + 1_000));

    assertThat(store.list(ANN, Filter.all(9, 0))).extracting(Note::id).containsExactly(1L);
    store.save(ANN, draft("c", "y", NoteScope.PROJECT));
    execute("INSERT INTO word (word, rank) VALUES ('integrity-check', 1)");
    store.check();
  }
}
