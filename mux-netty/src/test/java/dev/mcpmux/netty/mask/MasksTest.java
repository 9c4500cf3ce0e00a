package dev.mcpmux.netty.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasksTest {

  @Test
  void a_value_is_hidden_wherever_it_stands_and_the_longest_first() {
    Masks masks = Masks.NONE.with(Set.of("hunter2", "hunter2-long", "abc"));

    assertThat(masks.hide("hunter2hunter2-long x hunter2")).isEqualTo("•••••• x •••");
    assertThat(masks.hide("abc is too short to be hidden")).startsWith("abc");
    assertThat(masks.hide("nothing")).isEqualTo("nothing");
  }

  @Test
  void of_too_many_values_the_last_are_kept() {
    Set<String> many =
        IntStream.range(0, Masks.MAX_VALUES).mapToObj(i -> "many" + i).collect(Collectors.toSet());
    Masks masks = Masks.NONE.with(Set.of("firstvalue")).with(many).with(Set.of("lastvalue"));

    assertThat(masks.hide("firstvalue")).isEqualTo("firstvalue");
    assertThat(masks.hide("lastvalue")).isEqualTo(Masks.HIDDEN);
  }

  @Test
  void values_that_last_are_not_pushed_out_by_those_that_come_and_go() {
    Set<String> many =
        IntStream.range(0, Masks.MAX_VALUES).mapToObj(i -> "many" + i).collect(Collectors.toSet());
    Masks masks = Masks.NONE.with(Set.of("launched")).withLasting(Set.of("launched")).with(many);

    assertThat(masks.hide("launched")).isEqualTo(Masks.HIDDEN);
    assertThat(masks.withLasting(Set.of("launched"))).isSameAs(masks);
  }

  @Test
  void values_that_are_known_make_no_new_masks() {
    Masks masks = Masks.NONE.with(Set.of("hunter2"));

    assertThat(masks.with(Set.of("hunter2", "abc"))).isSameAs(masks);
  }

  @Test
  void what_looks_like_a_secret_is_hidden_without_being_known() {
    assertThat(Masks.NONE.hide("Authorization: Bearer abc123def456 and ?token=xyz98&a=b"))
        .isEqualTo("Authorization: Bearer ••• and ?token=•••&a=b");
    assertThat(Masks.NONE.hide("ghp_0123456789abcdef")).isEqualTo(Masks.HIDDEN);
    assertThat(Masks.NONE.hide("at postgres://ann:p%20w@db:5432/x and http://h:80/a@b"))
        .isEqualTo("at postgres://ann:•••@db:5432/x and http://h:80/a@b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BASIC dXNlcjpwYXNz1               | BASIC •••",
        "x:Bearer  two1spaces1             | x:Bearer  two1spaces1",
        "is eyJhbGciOiJIUzI1               | is •••",
        "sk-0123456789ab                   | •••",
        "xoxb-0123456789ab                 | •••",
        "github_pat_0123456789             | •••",
        "glpat-0123456789ab                | •••",
        "a&SIGNATURE=abcdef&b              | a&SIGNATURE=•••&b",
        "PASSWD \t= abcdef                 | PASSWD \t= •••",
        "api-key\\\\': abcdef            | api-key\\\\': •••",
        "a secret\" : \"abcdef\"           | a secret\" : \"•••\"",
        "ftp://u:pw@h                      | ftp://u:•••@h",
        "progressToken: abcdef             | progressToken: abcdef",
        "FB_PAGE_TOKEN: abcdef             | FB_PAGE_TOKEN: •••"
      })
  void each_shape_is_found_by_what_it_cannot_be_without(String text, String shown) {
    assertThat(Masks.NONE.hide(text)).isEqualTo(shown);
  }

  @Test
  void in_text_a_value_is_hidden_behind_the_name_of_a_secret() {
    assertThat(Masks.NONE.hide("password: hunter2, api_key = 'k-123' and x"))
        .isEqualTo("password: •••, api_key = '•••' and x");
    assertThat(Masks.NONE.hide("{\\\"token\\\":\\\"abcde\\\",\\\"progressToken\\\":\\\"abcde\\\"}"))
        .isEqualTo("{\\\"token\\\":\\\"•••\\\",\\\"progressToken\\\":\\\"abcde\\\"}");
    assertThat(Masks.NONE.hide("the token is missing; secret:")).endsWith("secret:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "API_KEY",
        "apiKey",
        "x-api-key",
        "GITHUB_TOKEN",
        "clientSecret",
        "password",
        "dbPassword",
        "Authorization",
        "set-cookie",
        "credentials",
        "access_token",
        "privateKey",
        "--auth-token",
        "passphrase",
        "FB_PAGE_TOKEN",
        "--page-token",
        "pageToken",
        "jwt",
        "PGPASSWORD",
        "SSHPASS",
        "DBPASS",
        "dbpassword",
        "DBPassword",
        "SMTPPassword",
        "MYSQL_PWD",
        "DB_PW",
        "passwordhash",
        "clientsecret",
        "APISECRET",
        "accesstoken",
        "GITHUBTOKEN",
        "privatekey",
        "SECRETKEY",
        "AWSSecretKey",
        "XApiKey",
        "api_keys",
        "SERVICE_ROLE_KEY",
        "sshKey",
        "OPENAI_KEY",
        "master-key",
        "API_KEY_2",
        "token2",
        "password1",
        "PRIVATE_KEY_BASE64",
        "tokenValue",
        "dbcredentials",
        "AWS_CREDS",
        "proxyauthorization",
        "setcookie"
      })
  void names_of_secrets_are_known(String name) {
    assertThat(SecretNames.isNameOfOne(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "progressToken",
        "maxTokens",
        "key",
        "tokenType",
        "name",
        "author",
        "path",
        "compass",
        "authorized",
        "keyboard",
        "nextCursor",
        "progresstoken",
        "max_output_tokens_limit",
        "maxtokens",
        "tokenCount",
        "tokenizer",
        "OAuth",
        "bypass",
        "COMPASS",
        "monkey",
        "publicKey",
        "VAPID_PUBLIC_KEY",
        "CACHE_KEY",
        "issue_key",
        "primaryKey",
        "cacheKey",
        "keyValue",
        "secretary",
        "PWD",
        "OLDPWD",
        "base64",
        "2",
        "",
        "___"
      })
  void names_of_other_things_are_not(String name) {
    assertThat(SecretNames.isNameOfOne(name)).isFalse();
  }

  @Test
  @Timeout(60)
  void a_name_as_long_as_a_message_is_looked_at_once() {
    for (String part : List.of("1", "_", "a", "A", "a1", "_1", "Aa", "key", "A_", "A_KEY_")) {
      assertThat(SecretNames.isNameOfOne(part.repeat(1 << 20) + "x")).isFalse();
    }
  }

  @Test
  void a_member_that_says_where_a_list_goes_on_is_none_and_others_like_it_are() {
    assertThat(
            List.of(
                "pageToken",
                "nextPageToken",
                "next_page_token",
                "continuationToken",
                "nextpagetoken",
                "name"))
        .noneMatch(SecretNames::isMemberOfOne);
    assertThat(List.of("FB_PAGE_TOKEN", "fbPageToken", "page-token", "token", "password"))
        .allMatch(SecretNames::isMemberOfOne);
  }

  @Test
  void the_parts_of_a_header_are_secrets_by_themselves() {
    assertThat(SecretParts.of("Bearer abc123")).contains("Bearer abc123", "abc123");
    assertThat(SecretParts.of("Basic YW5uOnNlY3JldA==")).contains("ann:secret", "secret");
  }
}
