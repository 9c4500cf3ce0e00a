package dev.mcpmux.cli.context;

import static dev.mcpmux.cli.context.NoteStoreTest.ANN;
import static dev.mcpmux.cli.context.NoteStoreTest.BEN;
import static dev.mcpmux.cli.context.NoteStoreTest.EVE;
import static dev.mcpmux.cli.context.NoteStoreTest.NET;
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

/** A handover reaches one session, and not the wrong one. */
class HandoversTest {

  private static final Caller CIA = new Caller("5", "/app", "cia 1", "five", Set.of());

  @TempDir private Path directory;

  private final NoteStoreTest.Hand clock = new NoteStoreTest.Hand();
  private NoteStore store;
  private Handovers handovers;

  @BeforeEach
  void open() throws Exception {
    store = NoteStore.open(NoteFile.in(directory), clock, () -> new NoteStore.Bounds(90, 10));
    handovers = new Handovers(store);
  }

  @AfterEach
  void close() throws SQLException {
    store.close();
  }

  private void leave(Caller author, String title) throws Exception {
    store.save(
        author, new Draft(title, "do it", List.of(), NoteScope.PROJECT, Note.HANDOVER, null));
  }

  private List<String> offer(Caller caller) throws Exception {
    return handovers.offer(caller, true).stream().map(note -> note.words().title()).toList();
  }

  @Test
  void it_is_offered_once_to_the_next_session_of_the_project() throws Exception {
    offer(ANN);
    leave(ANN, "a");

    assertThat(offer(ANN)).isEmpty();
    assertThat(offer(EVE)).isEmpty();
    assertThat(offer(NET)).isEmpty();
    assertThat(offer(BEN)).containsExactly("a");
    assertThat(offer(CIA)).isEmpty();
    handovers.take(BEN);
    clock.move(Duration.ofDays(1));
    assertThat(offer(new Caller("9", "/app", "x", "nine", Set.of()))).isEmpty();
    assertThat(store.list(CIA, Filter.all(9, 0))).hasSize(1);
  }

  @Test
  void a_session_that_never_hears_of_it_gives_it_back() throws Exception {
    leave(ANN, "a");

    assertThat(offer(BEN)).containsExactly("a");
    handovers.giveBack(BEN);
    assertThat(offer(CIA)).containsExactly("a");
    handovers.take(CIA);
    handovers.giveBack(CIA);
    assertThat(offer(new Caller("9", "/app", "x", "nine", Set.of()))).isEmpty();
  }

  @Test
  void one_whose_daemon_was_killed_gives_it_back_after_a_while() throws Exception {
    leave(ANN, "a");
    offer(BEN);

    clock.move(Duration.ofMinutes(3));

    assertThat(offer(CIA)).containsExactly("a");
  }

  @Test
  void its_author_is_not_offered_it_nor_is_a_session_that_comes_back() throws Exception {
    Caller author = new Caller("7", "/app", "c", "seven", Set.of("client-1"));
    Caller resumed = new Caller("8", "/app", "c", "eight", Set.of("client-1"));
    Caller fresh = new Caller("9", "/app", "c", "nine", Set.of("client-2"));
    handovers.offer(author, false);
    offer(BEN);
    leave(author, "a");

    assertThat(offer(resumed)).isEmpty();
    assertThat(offer(BEN)).isEmpty();
    assertThat(offer(fresh)).containsExactly("a");
  }

  @Test
  void a_check_that_gives_it_back_does_not_count_as_a_visit_of_its_client() throws Exception {
    Caller check = new Caller("8", "/app", "c", "eight", Set.of("client-1"));
    Caller same = new Caller("9", "/app", "c", "nine", Set.of("client-1"));
    leave(ANN, "a");
    offer(check);
    assertThat(handovers.giveBack(check)).isTrue();
    handovers.forget(check);

    assertThat(offer(same)).containsExactly("a");
  }

  @Test
  void one_that_is_saved_again_is_offered_again_as_what_it_says_is_new() throws Exception {
    offer(ANN);
    leave(ANN, "a");
    offer(BEN);
    handovers.take(BEN);
    Draft again = new Draft(null, "done, now the rest", null, null, null, null);
    assertThat(store.change(BEN, 1, 1, again)).isPresent();

    assertThat(offer(ANN)).isEmpty();
    assertThat(offer(BEN)).isEmpty();
    assertThat(offer(CIA)).containsExactly("a");
  }

  @Test
  void the_newest_come_first_and_what_is_too_much_waits_for_the_session_after() throws Exception {
    for (int i = 1; i <= 7; i++) {
      leave(ANN, "h" + i);
      clock.move(Duration.ofSeconds(1));
    }

    assertThat(offer(BEN)).containsExactly("h7", "h6", "h5", "h4", "h3");
    handovers.take(BEN);
    assertThat(offer(CIA)).containsExactly("h2", "h1");
  }
}
