package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LearnedVariablesTest {
  private static final String CLIENT = "claude-code";

  private static final Set<String> MADE = Set.of("X");

  private LearnedVariables learned = new LearnedVariables();

  @Test
  void a_variable_with_another_value_in_three_sessions_names_a_session() {
    assertThat(see(1, "s", 11)).isFalse();
    assertThat(see(2, "s", 12)).isFalse();
    assertThat(learned.of(CLIENT)).isEmpty();

    assertThat(see(3, "s", 13)).isTrue();

    assertThat(learned.of(CLIENT)).containsExactly("X");
  }

  @Test
  void one_value_in_two_sessions_ends_it_for_good() {
    for (int session = 1; session <= 5; session++) {
      see(session, "s", session);
    }

    assertThat(see(6, "s", 2)).isTrue();
    assertThat(learned.of(CLIENT)).isEmpty();

    for (int session = 7; session <= 20; session++) {
      assertThat(see(session, "s", session)).isFalse();
    }
    assertThat(learned.of(CLIENT)).isEmpty();
  }

  @Test
  void a_value_that_came_twice_before_is_never_learned() {
    see(1, "s", 11);
    see(2, "s", 11);
    see(3, "s", 12);
    see(4, "s", 13);
    see(5, "s", 14);

    assertThat(learned.of(CLIENT)).isEmpty();
  }

  @Test
  void the_sessions_that_a_client_opens_with_its_servers_count_as_one() {
    for (int session = 1; session <= 3; session++) {
      for (String server : new String[] {"a", "b", "c"}) {
        see(session, server, session);
      }
    }

    assertThat(learned.of(CLIENT)).containsExactly("X");
  }

  @Test
  void a_client_that_opens_a_session_again_is_still_one() {
    see(1, "a", 1);
    see(1, "a", 1);
    see(2, "a", 2);
    see(2, "a", 2);
    see(3, "a", 3);

    assertThat(learned.of(CLIENT)).containsExactly("X");
  }

  @Test
  void a_process_with_several_values_has_several_sessions() {
    see(1, "a", 1);
    see(1, "a", 2);
    see(1, "a", 3);
    assertThat(learned.of(CLIENT)).containsExactly("X");

    see(1, "a", 2);
    assertThat(learned.of(CLIENT)).isEmpty();
  }

  @Test
  void what_the_entries_of_one_client_say_is_no_name_of_a_session() {
    for (long value = 1; value <= 3; value++) {
      learned.see(CLIENT, 1, "memory", marks(value), Set.of());
    }
    assertThat(learned.of(CLIENT)).isEmpty();

    for (int session = 2; session <= 9; session++) {
      learned.see(CLIENT, session, "memory", marks(session * 10), Set.of());
    }
    assertThat(learned.of(CLIENT)).isEmpty();
  }

  @Test
  void what_servers_turn_out_to_need_is_over_for_good() {
    for (int session = 1; session <= 3; session++) {
      see(session, "s", session);
    }

    learned.end(CLIENT, Set.of("X", "OTHER"));

    assertThat(learned.takeNews()).isTrue();
    assertThat(see(4, "s", 4)).isFalse();
    assertThat(learned.of(CLIENT)).isEmpty();
  }

  @Test
  void a_value_that_a_process_had_twice_counts_once_it_turns_out_to_have_several_sessions() {
    see(1, "a", 1);
    see(1, "a", 1);
    see(1, "a", 2);
    see(1, "a", 3);

    assertThat(learned.of(CLIENT)).isEmpty();
  }

  @Test
  void of_an_unknown_process_each_session_counts() {
    see(0, "a", 1);
    see(0, "b", 1);
    see(0, "a", 2);
    see(0, "a", 3);

    assertThat(learned.of(CLIENT)).isEmpty();
  }

  @Test
  void clients_are_learned_of_apart() {
    see(1, "s", 11);
    see(2, "s", 12);
    learned.see("cursor", 3, "s", marks(13), MADE);

    assertThat(learned.of(CLIENT)).isEmpty();
    assertThat(learned.of("cursor")).isEmpty();
  }

  @Test
  void what_was_seen_outlives_the_daemon() {
    see(1, "s", 1);
    see(2, "s", -2);
    learned.see("a \"client\"\u0001", 1, "s", marks(1), MADE);
    learned.see("a \"client\"\u0001", 2, "s", marks(1), MADE);
    assertThat(learned.takeNews()).isTrue();

    restart();

    assertThat(learned.takeNews()).isFalse();
    assertThat(see(2, "s", -2)).isFalse(); // the same process is there again
    assertThat(see(3, "s", 3)).isTrue();
    assertThat(learned.of(CLIENT)).containsExactly("X");
    for (int session = 3; session < 9; session++) {
      learned.see("a \"client\"\u0001", session, "s", marks(session), MADE);
    }
    assertThat(learned.of("a \"client\"\u0001")).isEmpty();
    restart();
    assertThat(learned.of(CLIENT)).containsExactly("X");
    see(9, "s", 3);
    assertThat(learned.of(CLIENT)).isEmpty();
  }

  @Test
  void what_cannot_be_read_is_left_out() {
    for (String bytes :
        new String[] {
          "",
          "[",
          "{\"clients\":3}",
          "{\"clients\":{\"c\":[1]}}",
          "{\"clients\":{\"c\":{\"X\":{\"a\":1},\"Y\":[1,\"zz\",null],\"Z\":7}}}",
          "{\"clients\":{\"c\":{\"X\":[\"1\",\"2\","
        }) {
      learned = new LearnedVariables();
      learned.load(bytes.getBytes(StandardCharsets.UTF_8));
      assertThat(learned.of("c")).isEmpty();
    }
  }

  @Test
  void it_stays_bounded() {
    for (int client = 0; client < 2 * LearnedVariables.MAX_CLIENTS; client++) {
      learned.see("client" + client, 1, "s", marks(1), MADE);
    }
    assertThat(learned.clients()).hasSize(LearnedVariables.MAX_CLIENTS);
    for (int session = 1; session <= 10 * LearnedVariables.MAX_VALUES; session++) {
      see(session, "s", session);
      TreeMap<String, Long> other = new TreeMap<>();
      other.put("NAME" + session, 1L);
      learned.see(CLIENT, session, "s", other, MADE);
    }
    assertThat(learned.of(CLIENT)).containsExactly("X");
    assertThat(learned.toBytes().length).isLessThan(64 * 1024);
  }

  private void restart() {
    byte[] kept = learned.toBytes();
    learned = new LearnedVariables();
    learned.load(kept);
  }

  private boolean see(long process, String server, long mark) {
    return learned.see(CLIENT, process, server, marks(mark), MADE);
  }

  private static TreeMap<String, Long> marks(long mark) {
    TreeMap<String, Long> marks = new TreeMap<>();
    marks.put("X", mark);
    return marks;
  }
}
