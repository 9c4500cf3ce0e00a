package dev.mcpmux.cli.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session has for itself stays as long as it may come back, and is nobody else's. */
class GuestsTest {

  @TempDir private Path directory;

  private final NoteStoreTest.Hand clock = new NoteStoreTest.Hand();
  private NoteStore store;
  private Guests guests;

  @BeforeEach
  void open() throws Exception {
    store = NoteStore.open(NoteFile.in(directory), clock, () -> new NoteStore.Bounds(90, 10));
    guests = store.guests();
  }

  @AfterEach
  void close() throws SQLException {
    store.close();
  }

  private static Caller caller(String holder, String origin) {
    return new Caller(holder, "/app", "c 1", "", Set.of(), holder, origin);
  }

  private void save(Caller caller, String title) throws Exception {
    store.save(caller, NoteStoreTest.draft(title, "x", NoteScope.SESSION));
  }

  private List<String> titles(Caller caller) throws Exception {
    return store.list(caller, Filter.all(9, 0)).stream().map(note -> note.words().title()).toList();
  }

  private int kept() throws Exception {
    return new AllNotes(store).list(null).size();
  }

  @Test
  void what_a_session_had_for_itself_goes_an_hour_after_it_has_ended() throws Exception {
    Caller ann = guests.enter(caller("d1 1", "relay 7"), false);
    Caller ben = guests.enter(caller("d1 2", "relay 8"), false);
    save(ann, "a");
    save(ben, "b");
    guests.leave(ann);

    clock.move(Duration.ofMinutes(59));
    store.prune();
    assertThat(titles(ann)).containsExactly("a");
    clock.move(Duration.ofMinutes(2));
    store.prune();

    assertThat(kept()).isEqualTo(1);
    assertThat(titles(ben)).containsExactly("b");
  }

  @Test
  void what_a_session_of_a_dead_daemon_had_for_itself_goes_after_a_week() throws Exception {
    Caller dead = guests.enter(caller("d1 1", "relay 7"), false);
    Caller open = guests.enter(caller("d2 1", "relay 8"), false);
    save(dead, "a");
    save(open, "b");

    clock.move(Duration.ofDays(6));
    guests.stay(open);
    store.prune();
    assertThat(kept()).isEqualTo(2);
    clock.move(Duration.ofDays(2));
    store.prune();

    assertThat(kept()).isEqualTo(1);
    assertThat(titles(open)).containsExactly("b");
  }

  @Test
  void a_session_that_goes_on_at_another_daemon_has_what_it_had() throws Exception {
    Caller ann = guests.enter(caller("d1 1", "relay 7"), false);
    save(ann, "a");

    Caller later = guests.enter(caller("d2 5", "relay 7"), true);
    guests.leave(ann); // its old daemon is the last to notice

    assertThat(titles(later)).containsExactly("a");
    clock.move(Duration.ofHours(2));
    store.prune();
    assertThat(titles(later)).containsExactly("a");
    // also where its connection is another one by now
    assertThat(titles(guests.enter(caller("d2 5", "relay 7"), false))).containsExactly("a");
    assertThat(titles(guests.enter(caller("d3 1", "relay 7"), true))).containsExactly("a");
  }

  @Test
  void nobody_else_has_it() throws Exception {
    save(guests.enter(caller("d1 1", "relay 7"), false), "a");

    assertThat(titles(guests.enter(caller("d2 1", "relay 8"), true))).isEmpty();
    assertThat(titles(guests.enter(caller("d2 2", ""), true))).isEmpty();
    assertThat(titles(guests.enter(caller("d1 2", "relay 7"), true))).isEmpty();
    assertThat(titles(guests.enter(caller("d2 3", "relay 7"), false))).isEmpty();
    assertThat(titles(guests.enter(caller("d2 4", "relay 7"), true))).containsExactly("a");
    assertThat(titles(guests.enter(caller("d2 6", "relay 7"), true))).isEmpty();
  }

  @Test
  void what_a_session_has_stays_as_long_as_it_is_open_though_its_connection_was_another_one()
      throws Exception {
    Caller ann = guests.enter(caller("d1 1", "relay 7"), false);
    save(ann, "a");
    guests.leave(ann);
    Caller again = guests.enter(caller("d1 1", "relay 7"), false);
    clock.move(Duration.ofHours(2));
    store.prune();
    assertThat(titles(again)).containsExactly("a");

    guests.leave(again);
    save(again, "b");
    clock.move(Duration.ofHours(2));
    store.prune();
    assertThat(titles(again)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void where_two_may_have_been_it_none_is_guessed() throws Exception {
    save(guests.enter(caller("d1 1", "relay 7"), false), "a");
    save(guests.enter(caller("d1 2", "relay 7"), false), "b");

    assertThat(titles(guests.enter(caller("d2 1", "relay 7"), true))).isEmpty();
  }

  @Test
  void a_file_of_the_first_version_is_taken_on() throws Exception {
    Caller ann = caller("d1 1", "");
    save(ann, "a");
    try (var statement = store.connection().createStatement()) {
      statement.execute("DROP TABLE guest");
      statement.execute("PRAGMA user_version = 1");
    }
    store.close();

    open();
    store.prune();

    assertThat(titles(ann)).containsExactly("a");
    save(ann, "b");
  }
}
