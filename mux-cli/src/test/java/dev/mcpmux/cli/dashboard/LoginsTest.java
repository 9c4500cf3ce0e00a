package dev.mcpmux.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.dashboard.Logins.Login;
import org.junit.jupiter.api.Test;

/** A code opens one login, and a login is both of its secrets. */
class LoginsTest {

  private long now = Long.MAX_VALUE - 10; // clocks may begin anywhere
  private final Logins logins = new Logins(() -> now);

  private Login login() {
    return logins.redeem(logins.newCode()).orElseThrow();
  }

  @Test
  void a_code_opens_one_login_and_no_other() {
    String code = logins.newCode();

    Login login = logins.redeem(code).orElseThrow();

    assertThat(logins.holds(login)).isTrue();
    assertThat(logins.redeem(code)).isEmpty();
    assertThat(code).hasSize(32).isNotEqualTo(logins.newCode());
  }

  @Test
  void a_code_holds_for_a_minute_and_a_login_for_half_a_day() {
    String code = logins.newCode();
    Login login = login();

    now += Logins.CODE_NANOS - 1;
    assertThat(logins.redeem(logins.newCode())).isPresent();
    now++;
    assertThat(logins.redeem(code)).isEmpty();
    now += Logins.LOGIN_NANOS - Logins.CODE_NANOS - 1;
    assertThat(logins.holds(login)).isTrue();
    now++;
    assertThat(logins.holds(login)).isFalse();
  }

  @Test
  void one_of_the_two_secrets_is_worth_nothing() {
    Login one = login();
    Login other = login();

    assertThat(logins.holds(new Login(one.cookie(), other.key()))).isFalse();
    assertThat(logins.holds(new Login(one.cookie(), ""))).isFalse();
    assertThat(logins.holds(new Login("", one.key()))).isFalse();
    assertThat(logins.holds(new Login("", ""))).isFalse();
    assertThat(logins.holds(one)).isTrue();
  }

  @Test
  void whoever_guesses_makes_the_codes_that_are_out_worthless_and_no_later_one() {
    String code = logins.newCode();
    Login login = login();
    for (int i = 0; i < Logins.MAX_WRONG; i++) {
      assertThat(logins.redeem("guess" + i)).isEmpty();
    }

    assertThat(logins.redeem(code)).isEmpty();
    assertThat(logins.holds(login)).isTrue();
    assertThat(logins.redeem(logins.newCode())).isPresent();
  }

  @Test
  void the_oldest_goes_when_there_are_too_many() {
    Login first = login();
    Login second = login();
    for (int i = 1; i < Logins.MAX_LOGINS; i++) {
      login();
    }
    assertThat(logins.holds(first)).isFalse();
    assertThat(logins.holds(second)).isTrue();

    String oldest = logins.newCode();
    for (int i = 0; i < Logins.MAX_CODES; i++) {
      logins.newCode();
    }
    assertThat(logins.redeem(oldest)).isEmpty();
  }

  @Test
  void a_login_ends_by_itself_or_with_all_others() {
    Login one = login();
    Login other = login();
    String code = logins.newCode();

    logins.end(one);
    assertThat(logins.holds(one)).isFalse();
    assertThat(logins.holds(other)).isTrue();
    logins.endAll();
    assertThat(logins.holds(other)).isFalse();
    assertThat(logins.redeem(code)).isEmpty();
  }
}
