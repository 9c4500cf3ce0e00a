package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.port.ProcessLaunch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraitsTest {
  private static final ProcessLaunch SERVER = launch("npx", "server");

  private final Traits traits = new Traits(WellKnownServers.shipped());

  @Test
  void a_trait_is_news_once() {
    assertThat(traits.of(SERVER)).isEmpty();
    assertThat(traits.learn(SERVER, Trait.ROOTS)).isTrue();
    assertThat(traits.learn(SERVER, Trait.ROOTS)).isFalse();
    assertThat(traits.learn(SERVER, Trait.SAMPLING)).isTrue();
    assertThat(traits.of(SERVER)).containsExactly(Trait.ROOTS, Trait.SAMPLING);
  }

  @Test
  void a_trait_of_the_table_is_no_news() {
    ProcessLaunch filesystem =
        launch("npx", "-y", "@modelcontextprotocol/server-filesystem", "/src");

    assertThat(traits.of(filesystem)).containsExactly(Trait.ROOTS);
    assertThat(traits.learn(filesystem, Trait.ROOTS)).isFalse();
    assertThat(traits.learn(filesystem, Trait.ELICITATION)).isTrue();
    assertThat(traits.of(filesystem)).containsExactly(Trait.ROOTS, Trait.ELICITATION);
  }

  @Test
  void servers_are_told_apart_by_their_command_alone() {
    traits.learn(SERVER, Trait.ROOTS);

    assertThat(
            traits.of(new ProcessLaunch(List.of("npx", "server"), Map.of("TOKEN", "x"), "/else")))
        .containsExactly(Trait.ROOTS);
    assertThat(traits.of(launch("npx", "server", "-v"))).isEmpty();
    assertThat(traits.of(launch("npx server"))).isEmpty();
  }

  @Test
  void servers_whose_words_are_not_utf8_are_told_apart_also_after_a_restart() {
    traits.learn(launch("server", "caf\udce9"), Trait.ROOTS);
    Traits restarted = new Traits(WellKnownServers.shipped());
    restarted.load(traits.toBytes());

    assertThat(restarted.of(launch("server", "caf\udce9"))).containsExactly(Trait.ROOTS);
    assertThat(restarted.of(launch("server", "caf\udce8"))).isEmpty();
    assertThat(restarted.of(launch("server", "caf?"))).isEmpty();
  }

  @Test
  void what_was_learned_is_known_after_a_restart_and_shows_no_command() {
    ProcessLaunch secret =
        new ProcessLaunch(List.of("server", "--key=hush"), Map.of("TOKEN", "hushhush"), "/");
    traits.learn(SERVER, Trait.ROOTS);
    traits.learn(secret, Trait.SAMPLING);
    byte[] file = traits.toBytes();
    Traits restarted = new Traits(WellKnownServers.shipped());
    restarted.load(file);

    assertThat(restarted.of(SERVER)).containsExactly(Trait.ROOTS);
    assertThat(restarted.of(secret)).containsExactly(Trait.SAMPLING);
    assertThat(restarted.toBytes()).isEqualTo(file);
    assertThat(new String(file)).doesNotContain("hush");
  }

  @Test
  void what_was_learned_before_the_file_came_is_kept() {
    traits.learn(SERVER, Trait.ROOTS);
    byte[] file = traits.toBytes();
    Traits restarted = new Traits(WellKnownServers.shipped());
    restarted.learn(SERVER, Trait.ELICITATION);
    restarted.load(file);

    assertThat(restarted.of(SERVER)).containsExactly(Trait.ROOTS, Trait.ELICITATION);
  }

  @Test
  void a_damaged_file_is_read_as_far_as_it_goes_and_harms_nothing() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    traits.learn(SERVER, Trait.ROOTS);
    traits.learn(launch("other"), Trait.SAMPLING);
    byte[] file = traits.toBytes();
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = Arrays.copyOf(file, random.nextInt(file.length + 1));
      for (int hits = random.nextInt(4); hits > 0 && damaged.length > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Traits restarted = new Traits(WellKnownServers.shipped());
      restarted.learn(SERVER, Trait.ELICITATION);
      restarted.load(damaged);

      assertThat(restarted.of(SERVER)).as("seed %d", seed).contains(Trait.ELICITATION);
    }
    for (String text :
        List.of("", "7", "[]", "{\"traits\":7}", "{\"traits\":{\"x\":[\"roots\"]}}")) {
      Traits restarted = new Traits(WellKnownServers.shipped());
      restarted.load(Given.bytes(text));

      assertThat(restarted.of(SERVER)).isEmpty();
    }
  }

  @Test
  void the_oldest_is_forgotten_when_there_are_too_many() {
    traits.learn(SERVER, Trait.ROOTS);
    for (int i = 0; i < Traits.MAX_COMMANDS; i++) {
      traits.learn(launch("server" + i), Trait.ROOTS);
    }

    assertThat(traits.of(SERVER)).isEmpty();
    assertThat(traits.of(launch("server0"))).containsExactly(Trait.ROOTS);
  }

  private static ProcessLaunch launch(String... command) {
    return new ProcessLaunch(List.of(command), Map.of(), "/");
  }
}
