package dev.mcpmux.netty.remote.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          come back later                                     | come back later
          {"error":"no credit"}                               | no credit
          {"error":{"code":7,"message":"no credit"}}          | no credit
          {"message":"Forbidden"}                             | Forbidden
          {"Message":"Forbidden"}                             | Forbidden
          {"detail":"quota"}                                  | quota
          {"detail":[{"loc":["body"],"msg":"field required"}]} | field required
          {"errors":[{"message":"one"},{"detail":"two"},"three"]} | one; two; three
          {"type":"about:blank","title":"Out of credit","status":403,"detail":"30 are left"} | Out of credit; 30 are left
          {"error":"invalid_token","error_description":"it has expired"} | invalid_token; it has expired
          {"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"x"}}} | Invalid ApiKey
          {"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"no"}} | no
          event: message~data: {"error":{"message":"no"}}~~   | no
          data: one~data: two~~                               | one~two
          "just a string"                                     | just a string
          {"code":7}                                          | {"code":7}
          {"error":{"message":"cut","data":"                  | cut
          {no json}                                           | {no json}
          <html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr>nginx</body></html> | 404 Not Found
          <!DOCTYPE html><title>Error</title><pre>Cannot GET &#39;/mcp&#39;</pre> | Error; Cannot GET '/mcp'
          <html><style>p {}</style><script>x()</script><p>under <b>repair</b></p></html> | under  repair
          <Error><Code>AccessDenied</Code></Error>            | AccessDenied
          """)
  void the_words_are_found_in_any_form(String body, String words) {
    assertThat(BodyText.words(body.replace('~', '\n'))).isEqualTo(words.replace('~', '\n'));
  }

  @Test
  void nothing_is_made_of_nothing() {
    assertThat(BodyText.words(" \r\n")).isEmpty();
    assertThat(BodyText.words("\uFEFF")).isEmpty();
  }

  @Test
  void a_deep_one_is_read_as_far_as_words_may_be() {
    String deep = "{\"error\":".repeat(5_000);

    assertThat(BodyText.words(deep)).isEqualTo(deep);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<", "<pre"})
  @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
  void a_page_of_nothing_but_tags_that_never_end_is_read_once(String tag) {
    String page = tag.repeat(500_000);

    assertThat(BodyText.words(page)).isEqualTo(page);
  }
}
