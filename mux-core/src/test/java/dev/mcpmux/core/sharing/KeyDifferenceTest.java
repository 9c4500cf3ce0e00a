package dev.mcpmux.core.sharing;

import static dev.mcpmux.core.config.Trait.ELICITATION;
import static dev.mcpmux.core.config.Trait.ROOTS;
import static dev.mcpmux.core.config.Trait.SAMPLING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyDifferenceTest {

  @Test
  void equal_keys_differ_in_nothing() throws Exception {
    assertThat(explain(Given.named(), Given.named())).isEmpty();
  }

  @Test
  void variables_are_named_and_their_values_never_shown() throws Exception {
    Given one =
        Given.adHoc("x")
            .variable("SLACK_BOT_TOKEN", "hush")
            .variable("B", "hush")
            .variable("MINE", "hush");
    Given other =
        Given.adHoc("x")
            .variable("SLACK_BOT_TOKEN", "hushhush")
            .variable("B", "hushhush")
            .variable("YOURS", "hushhush");

    assertThat(explain(one, other))
        .containsExactly(
            "has other values of B, SLACK_BOT_TOKEN", "lacks YOURS", "has, unlike the other, MINE")
        .noneMatch(reason -> reason.contains("hush"));
  }

  @Test
  void arguments_may_hold_secrets_too() throws Exception {
    assertThat(
            explain(
                Given.named().command("/bin/a", "--token=hush"), Given.named().command("/bin/b")))
        .containsExactly("runs /bin/a, not /bin/b", "has other arguments");
  }

  @Test
  void directories_and_project_roots_are_shown() throws Exception {
    assertThat(explain(Given.named().cwd("/a"), Given.named().cwd("/b")))
        .containsExactly("runs in /a, not in /b");
    assertThat(
            explain(
                Given.named().policy(share(Scope.PROJECT)).in("/a/x", "/a"),
                Given.named().policy(share(Scope.PROJECT)).in("/b/x", "/b")))
        .containsExactly("is for project root /a, not project root /b");
    assertThat(
            explain(
                Given.named().policy(share(Scope.PROJECT)).cwd("/c").in("/a", "/a"),
                Given.named().cwd("/c")))
        .containsExactly("is for project root /a, not all sessions");
  }

  @Test
  void what_was_declared_is_compared() throws Exception {
    assertThat(
            explain(
                Given.named()
                    .version("2025-06-18")
                    .declaring("{\"sampling\":{},\"roots\":{},\"elicitation\":{}}"),
                Given.named()
                    .declaring("{\"roots\":{},\"tasks\":{},\"elicitation\":{\"url\":{}}}")))
        .containsExactly(
            "asks for protocol version 2025-06-18 instead of 2025-11-25",
            "declares other capabilities: elicitation, sampling, tasks");
    SharingPolicy identity = SharingPolicy.defaults().withClientIdentity(true);
    assertThat(
            explain(
                Given.named().policy(identity).client("{\"name\":\"a\"}"),
                Given.named().policy(identity).client("{\"name\":\"b\"}")))
        .containsExactly("names another client");
  }

  @Test
  void a_process_of_its_own_says_why() throws Exception {
    assertThat(
            explain(
                Given.named().policy(share(Scope.SESSION)).cwd("/a").session(1),
                Given.named().policy(share(Scope.SESSION)).cwd("/a").session(2)))
        .containsExactly("is a process of its own because the server's scope is session");
    SharingPolicy dedicated =
        SharingPolicy.defaults().withServerRequests(Optional.of(ServerRequestPolicy.DEDICATED));
    Given shared = Given.named().policy(dedicated);
    Given own = Given.named().policy(dedicated).declaring("{\"roots\":{}}");
    assertThat(explain(shared, own))
        .containsExactly(
            "is shared, while the other is a process of its own because serverRequests is"
                + " dedicated",
            "declares other capabilities: roots");
  }

  @Test
  void a_process_of_its_own_says_what_the_server_asks_for() throws Exception {
    assertThat(
            explain(
                asking("{\"elicitation\":{}}").session(1),
                asking("{\"elicitation\":{}}").session(2)))
        .containsExactly(
            "is a process of its own because the server asks for elicitation and nothing says"
                + " whose call caused it");
    assertThat(
            explain(
                asking("{\"elicitation\":{},\"sampling\":{}}").session(1),
                asking("{\"elicitation\":{},\"sampling\":{}}").session(2)))
        .containsExactly(
            "is a process of its own because the server asks for sampling or elicitation and"
                + " nothing says whose call caused it");
  }

  @Test
  void roots_are_compared() throws Exception {
    assertThat(explain(rooted(1).roots("[]"), rooted(2).roots("[{\"uri\":\"file:///a\"}]")))
        .containsExactly("sees other roots");
    assertThat(explain(rooted(1), rooted(2).roots("[]")))
        .containsExactly("has a session that has not told its roots");
    assertThat(explain(rooted(1).roots("[]"), rooted(2)))
        .containsExactly("is not for the other's session, which has not told its roots");
  }

  @Test
  void another_server_is_just_that() throws Exception {
    assertThat(explain(Given.named().name("a"), Given.named().name("b").version("x")))
        .containsExactly("is another server");
  }

  private static Given asking(String declared) {
    return Given.named().declaring(declared).seenToAsk(SAMPLING, ELICITATION);
  }

  private static Given rooted(int session) {
    return Given.named().session(session).declaring("{\"roots\":{}}").seenToAsk(ROOTS);
  }

  private static SharingPolicy share(Scope scope) {
    return SharingPolicy.defaults().withShare(scope);
  }

  private static List<String> explain(Given one, Given other) throws Exception {
    return KeyDifference.explain(one.key(), other.key());
  }
}
