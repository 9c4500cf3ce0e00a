package dev.mcpmux.core.sharing;

import static dev.mcpmux.core.config.Trait.ELICITATION;
import static dev.mcpmux.core.config.Trait.ROOTS;
import static dev.mcpmux.core.config.Trait.SAMPLING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.HandshakeMode;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.Trait;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharingKeysTest {
  private static final String ALL = "{\"roots\":{},\"sampling\":{},\"elicitation\":{}}";
  private static final SharingPolicy DEFAULTS = SharingPolicy.defaults();

  @Test
  void sessions_that_look_identical_to_the_server_share() throws Exception {
    SharingKey one = Given.named().session(1).declaring("{\"roots\":{},\"sampling\":{}}").key();
    SharingKey other = Given.named().session(2).declaring("{\"sampling\":{ },\"roots\":{}}").key();

    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one.exclusive()).isFalse();
    assertThat(one.roots()).isEmpty();
  }

  @Test
  void other_capabilities_or_another_version_split() throws Exception {
    SharingKey key = Given.named().key();

    assertThat(Given.named().declaring("{\"sampling\":{}}").key()).isNotEqualTo(key);
    assertThat(Given.named().declaring("{\"experimental\":{}}").key()).isNotEqualTo(key);
    assertThat(Given.named().version("2025-06-18").key()).isNotEqualTo(key);
    assertThat(Given.named().name("other").key()).isNotEqualTo(key);
  }

  @Test
  void the_server_is_told_what_the_session_wrote() throws Exception {
    String written = "{ \"sampling\" : {} }";
    ClientDeclaration told = Given.named().version("2025-06-18").declaring(written).effective();

    assertThat(told.protocolVersion()).asString().isEqualTo("\"2025-06-18\"");
    assertThat(told.capabilities().raw()).asString().isEqualTo(written);
    assertThat(told.clientInfo()).isNull();
  }

  @Test
  void the_name_of_the_client_is_told_and_splits_only_if_the_config_says_so() throws Exception {
    SharingPolicy identity = DEFAULTS.withClientIdentity(true);
    String info = "{\"name\":\"a\",\"version\":\"1\"}";
    String reordered = "{\"version\":\"1\",\"name\":\"a\"}";
    String other = "{\"name\":\"b\",\"version\":\"1\"}";

    assertThat(Given.named().client(info).key()).isEqualTo(Given.named().client(other).key());
    SharingKey key = Given.named().policy(identity).client(info).key();
    assertThat(Given.named().policy(identity).client(reordered).key()).isEqualTo(key);
    assertThat(Given.named().policy(identity).client(other).key()).isNotEqualTo(key);
    assertThat(Given.named().policy(identity).client(null).key()).isNotEqualTo(key);
    assertThat(Given.named().policy(identity).client(info).effective().clientInfo())
        .asString()
        .isEqualTo(info);
  }

  @Test
  void a_common_handshake_merges_all_declarations() throws Exception {
    SharingPolicy common = DEFAULTS.withHandshake(HandshakeMode.COMMON).withClientIdentity(true);
    Given one = Given.named().policy(common).session(1).declaring(ALL).version("2024-11-05");
    Given other = Given.named().policy(common).session(2).client("{\"name\":\"z\"}");
    one.seenToAsk(ROOTS, SAMPLING, ELICITATION);
    other.seenToAsk(ROOTS, SAMPLING, ELICITATION);

    assertThat(one.key()).isEqualTo(other.key());
    assertThat(one.needsRoots()).isFalse();
    assertThat(one.effective().protocolVersion()).asString().isEqualTo("\"2025-11-25\"");
    assertThat(one.effective().capabilities().raw()).asString().isEqualTo("{}");
    assertThat(one.effective().clientInfo()).isNull();
  }

  @Test
  void a_server_that_must_not_ask_is_told_of_no_capabilities() throws Exception {
    SharingPolicy off = DEFAULTS.withServerRequests(Optional.of(ServerRequestPolicy.OFF));
    Given one = Given.named().policy(off).session(1).declaring(ALL).seenToAsk(ELICITATION);

    assertThat(one.effective().capabilities().raw()).asString().isEqualTo("{}");
    assertThat(one.key()).isEqualTo(Given.named().policy(off).session(2).key());
    assertThat(Given.named().policy(off).version("2025-06-18").key()).isNotEqualTo(one.key());
  }

  @Test
  void a_server_that_asks_for_sampling_is_not_shared_by_sessions_that_declare_it()
      throws Exception {
    for (String declared : List.of("{\"sampling\":{}}", "{\"elicitation\":{}}", ALL)) {
      SharingKey one = keyOf(1, declared, SAMPLING);
      SharingKey other = keyOf(2, declared, SAMPLING);
      boolean declares = declared.contains("sampling");

      assertThat(one.equals(other)).as(declared).isEqualTo(!declares);
      assertThat(one.exclusive()).as(declared).isEqualTo(declares);
    }
  }

  @Test
  void a_server_that_asks_for_elicitation_is_not_shared_by_sessions_that_declare_it()
      throws Exception {
    assertThat(keyOf(1, "{\"elicitation\":{}}", ELICITATION))
        .isNotEqualTo(keyOf(2, "{\"elicitation\":{}}", ELICITATION));
    assertThat(keyOf(1, "{\"sampling\":{}}", ELICITATION))
        .isEqualTo(keyOf(2, "{\"sampling\":{}}", ELICITATION));
    assertThat(keyOf(1, "{}", ELICITATION)).isEqualTo(keyOf(2, "{}", ELICITATION));
  }

  @Test
  void a_second_trait_leaves_a_session_where_the_first_has_put_it() throws Exception {
    assertThat(keyOf(1, ALL, SAMPLING)).isEqualTo(keyOf(1, ALL, SAMPLING, ELICITATION, ROOTS));
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerRequestPolicy.class,
      names = {"ATTRIBUTED", "SERIALIZED"})
  void a_policy_that_shares_holds_against_traits(ServerRequestPolicy policy) throws Exception {
    SharingPolicy sharing = DEFAULTS.withServerRequests(Optional.of(policy));
    Given one = Given.named().policy(sharing).session(1).declaring(ALL).seenToAsk(SAMPLING);
    Given other = Given.named().policy(sharing).session(2).declaring(ALL).seenToAsk(SAMPLING);

    assertThat(one.key()).isEqualTo(other.key());
  }

  @Test
  void dedicated_gives_a_process_to_each_session_that_can_be_asked() throws Exception {
    SharingPolicy dedicated =
        DEFAULTS.withServerRequests(Optional.of(ServerRequestPolicy.DEDICATED));
    for (String declared : List.of("{\"roots\":{}}", "{\"sampling\":{}}", "{\"elicitation\":{}}")) {
      Given one = Given.named().policy(dedicated).session(1).declaring(declared).seenToAsk(ROOTS);

      assertThat(one.key().exclusive()).as(declared).isTrue();
      assertThat(one.needsRoots()).as(declared).isFalse();
      assertThat(one.key())
          .isNotEqualTo(Given.named().policy(dedicated).session(2).declaring(declared).key());
    }
    assertThat(Given.named().policy(dedicated).session(1).declaring("{\"tasks\":{}}").key())
        .isEqualTo(Given.named().policy(dedicated).session(2).declaring("{\"tasks\":{}}").key());
    SharingPolicy withoutRoots = dedicated.withRoots(new RootsPolicy.Off());
    assertThat(Given.named().policy(withoutRoots).declaring("{\"roots\":{}}").key().exclusive())
        .isFalse();
  }

  @Test
  void a_server_that_asks_for_roots_is_shared_by_sessions_of_the_same_roots() throws Exception {
    SharingKey one = rooted(1).roots("[{\"uri\":\"file:///a\",\"name\":\"a\"}]").key();
    SharingKey same = rooted(2).roots("[ {\"name\":\"a\",\"uri\":\"file:///a\"} ]").key();
    SharingKey other = rooted(3).roots("[{\"uri\":\"file:///b\"}]").key();
    SharingKey none = rooted(4).roots("[]").key();

    assertThat(rooted(1).needsRoots()).isTrue();
    assertThat(one).isEqualTo(same);
    assertThat(one.exclusive()).isFalse();
    assertThat(List.of(one, other, none)).doesNotHaveDuplicates();
  }

  @Test
  void a_session_whose_roots_are_not_known_shares_with_nobody() throws Exception {
    assertThat(rooted(1).key()).isNotEqualTo(rooted(2).key());
    assertThat(rooted(1).key().rootsUnknown()).isTrue();
    assertThat(rooted(1).key().exclusive()).isTrue();
    assertThat(SharingKeys.roots(Given.bytes("{\"roots\":7}"))).isEmpty();
    assertThat(SharingKeys.roots(Given.bytes("{}"))).isEmpty();
    assertThat(SharingKeys.roots(Given.bytes("null"))).isEmpty();
  }

  @Test
  void roots_are_no_part_of_the_key_where_the_server_cannot_or_does_not_ask() throws Exception {
    String roots = "[{\"uri\":\"file:///a\"}]";

    assertThat(Given.named().declaring("{\"roots\":{}}").needsRoots()).isFalse();
    assertThat(Given.named().declaring("{\"roots\":{}}").roots(roots).key().roots()).isEmpty();
    assertThat(Given.named().seenToAsk(ROOTS).needsRoots()).isFalse();
    assertThat(rooted(1).policy(DEFAULTS.withShare(Scope.SESSION)).needsRoots()).isFalse();
    assertThat(rooted(1).policy(DEFAULTS.withShare(Scope.SESSION)).roots(roots).key().roots())
        .isEmpty();
  }

  @Test
  void the_config_can_ask_for_roots_from_the_start_or_keep_them_away() throws Exception {
    SharingPolicy session = DEFAULTS.withRoots(new RootsPolicy.Session());
    SharingPolicy off = DEFAULTS.withRoots(new RootsPolicy.Off());

    assertThat(Given.named().policy(session).declaring("{\"roots\":{}}").needsRoots()).isTrue();
    assertThat(Given.named().policy(session).needsRoots()).isFalse();
    assertThat(rooted(1).policy(off).needsRoots()).isFalse();
    assertThat(rooted(1).policy(off).effective().capabilities().raw()).asString().isEqualTo("{}");
  }

  @Test
  void configured_roots_are_declared_for_every_session_and_are_the_same_for_all() throws Exception {
    SharingPolicy fixed =
        DEFAULTS.withRoots(new RootsPolicy.Static(List.of("file:///a", "file:///b")));
    Given one = rooted(1).policy(fixed).declaring("{\"roots\":{\"listChanged\":true}}");
    Given other = rooted(2).policy(fixed).declaring("{}").roots("[{\"uri\":\"file:///c\"}]");

    assertThat(one.needsRoots()).isFalse();
    assertThat(one.effective().capabilities().raw()).asString().isEqualTo("{\"roots\":{}}");
    assertThat(one.key()).isEqualTo(other.key());
    assertThat(one.key().roots()).isEqualTo("[{\"uri\":\"file:///a\"},{\"uri\":\"file:///b\"}]");
    assertThat(one.key())
        .isNotEqualTo(
            rooted(1)
                .policy(DEFAULTS.withRoots(new RootsPolicy.Static(List.of("file:///a"))))
                .key());
  }

  @Test
  void bytes_that_are_not_utf8_part_two_sessions_by_variable_argument_and_directory()
      throws Exception {
    SharingKey one = Given.adHoc("server", "\udce9").variable("P", "\udce9").key();

    assertThat(Given.adHoc("server", "\udce9").variable("P", "\udce9").key()).isEqualTo(one);
    assertThat(Given.adHoc("server", "\udce9").variable("P", "\udce8").key()).isNotEqualTo(one);
    assertThat(Given.adHoc("server", "\udce8").variable("P", "\udce9").key()).isNotEqualTo(one);
    assertThat(
            Given.named().in("/\udce9", "/\udce9").cwd("${PWD}").variable("PWD", "/\udce9").key())
        .isNotEqualTo(
            Given.named().in("/\udce9", "/\udce9").cwd("${PWD}").variable("PWD", "/\udce8").key());
  }

  private static Given rooted(int session) {
    return Given.named().session(session).declaring("{\"roots\":{}}").seenToAsk(ROOTS);
  }

  private static SharingKey keyOf(int session, String declared, Trait... traits) throws Exception {
    return Given.named().session(session).declaring(declared).seenToAsk(traits).key();
  }
}
