package dev.mcpmux.cli.attach.book;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What opens a session with the next daemon. */
class ResumptionTest {

  private static final String INITIALIZE = "{\"id\":0,\"method\":\"initialize\"}\n";
  private static final Failure WHY = new Failure("no-daemon", "none", false);

  private final SessionBook book = new SessionBook();

  @Test
  void a_value_is_offered_unless_the_client_waits_for_its_initialize() {
    book.resumption().takeValue("\"v\"");
    assertThat(book.resumption().offer(book.requests())).isEqualTo("\"v\"");

    book.requests().add("0", true);
    assertThat(book.resumption().offer(book.requests())).isNull();
  }

  @Test
  void without_a_value_the_relay_sends_the_initialize_and_keeps_the_answer() {
    open();

    assertThat(new String(book.resumption().replay(book.requests()), UTF_8))
        .startsWith(INITIALIZE)
        .contains("notifications/initialized");
    assertThat(book.clientsAsked()).isZero();
    assertThat(book.takeAnswer("0", false)).isTrue();
    assertThat(book.owed().isEmpty()).isTrue();
  }

  @Test
  void a_replay_that_is_given_up_is_nobodys_request() {
    open();
    book.resumption().replay(book.requests());

    book.failBetween(0, Long.MAX_VALUE, true, WHY);

    assertThat(book.clientsAsked()).isZero();
    assertThat(book.owed().isEmpty()).isTrue();
    assertThat(book.resumption().isPossible()).isTrue();
  }

  @Test
  void an_initialize_that_failed_is_forgotten() {
    book.requests().add("0", true);
    book.resumption().beginInitialize();
    book.resumption().keepInitialize(INITIALIZE.getBytes(UTF_8));

    assertThat(book.takeAnswer("0", true)).isFalse();

    assertThat(book.resumption().replay(book.requests())).isEmpty();
    assertThat(book.resumption().wantsInitialize()).isTrue();
  }

  /** As a client does whose daemon gives no value. */
  private void open() {
    book.requests().add("0", true);
    book.resumption().beginInitialize();
    book.resumption().keepInitialize(INITIALIZE.getBytes(UTF_8));
    book.requests().endLine(INITIALIZE.length());
    assertThat(book.takeAnswer("0", false)).isFalse();
    book.resumption().initialized();
    book.requests().rebase(INITIALIZE.length());
  }
}
