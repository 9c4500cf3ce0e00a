package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.Trait;
import org.junit.jupiter.api.Test;

class CatalogKeyTest {

  private static String handshake(Given given) throws Exception {
    return CatalogKey.ofHandshake(given.key());
  }

  private static String lists(Given given) throws Exception {
    return CatalogKey.ofLists(given.key());
  }

  @Test
  void sessions_that_share_a_process_are_promised_the_same() throws Exception {
    assertThat(lists(Given.named().session(1))).isEqualTo(lists(Given.named().session(2)));
    assertThat(CatalogKey.keepsLists(Given.named().key())).isTrue();
  }

  @Test
  void another_secret_version_or_declaration_is_another_promise() throws Exception {
    String one = handshake(Given.named().env("TOKEN", "a"));

    assertThat(one)
        .isNotEqualTo(handshake(Given.named().env("TOKEN", "b")))
        .isNotEqualTo(handshake(Given.named().env("TOKEN", "a").version("2025-06-18")))
        .isNotEqualTo(handshake(Given.named().env("TOKEN", "a").declaring("{\"sampling\":{}}")))
        .isNotEqualTo(handshake(Given.named().env("TOKEN", "a").command("server", "")));
  }

  @Test
  void roots_part_the_lists_but_not_the_handshake() throws Exception {
    Given here = Given.named().seenToAsk(Trait.ROOTS).declaring("{\"roots\":{}}");
    Given there = Given.named().seenToAsk(Trait.ROOTS).declaring("{\"roots\":{}}");
    here.roots("[{\"uri\":\"file:///a\"}]");
    there.roots("[{\"uri\":\"file:///b\"}]");

    assertThat(handshake(here)).isEqualTo(handshake(there));
    assertThat(lists(here)).isNotEqualTo(lists(there));
    assertThat(
            CatalogKey.keepsLists(
                Given.named().seenToAsk(Trait.ROOTS).declaring("{\"roots\":{}}").key()))
        .isFalse();
  }

  @Test
  void of_a_process_of_ones_own_only_the_handshake_is_known_whatever_its_session_is_called()
      throws Exception {
    SharingPolicy own = SharingPolicy.defaults().withShare(Scope.SESSION);
    Given one = Given.named().policy(own).session(1).passEnv("CLAUDE_CODE_SESSION_ID");
    Given two = Given.named().policy(own).session(2).passEnv("CLAUDE_CODE_SESSION_ID");
    one.variable("CLAUDE_CODE_SESSION_ID", "a");
    two.variable("CLAUDE_CODE_SESSION_ID", "b");

    assertThat(handshake(one)).isEqualTo(handshake(two));
    assertThat(CatalogKey.keepsLists(one.key())).isFalse();
  }

  @Test
  void what_is_started_the_same_way_is_so_whatever_the_client_declares_and_whatever_its_roots()
      throws Exception {
    Given here = Given.named().seenToAsk(Trait.ROOTS).declaring("{\"roots\":{}}");
    here.roots("[{\"uri\":\"file:///a\"}]");
    String started = CatalogKey.started(lists(here));

    assertThat(started)
        .isEqualTo(CatalogKey.started(handshake(Given.named())))
        .isEqualTo(CatalogKey.started(lists(Given.named().version("2025-06-18"))))
        .isNotEqualTo(CatalogKey.started(lists(Given.named().env("TOKEN", "b"))))
        .isNotEqualTo(CatalogKey.started(lists(Given.named().command("server", ""))));
  }
}
