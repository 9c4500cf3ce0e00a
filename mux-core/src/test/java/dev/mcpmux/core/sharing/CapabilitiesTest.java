package dev.mcpmux.core.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                  | ``
          {"roots":{}}                                        | roots
          {"roots":{"listChanged":true}}                      | roots
          {"roots":{"listChanged":false}}                     | roots
          {"sampling":{}}                                     | sampling
          {"sampling":{"tools":{}}}                           | sampling samplingTools
          {"elicitation":{}}                                  | elicitation form
          {"elicitation":{"form":{}}}                         | elicitation form
          {"elicitation":{"url":{}}}                          | elicitation url
          {"elicitation":{"form":{},"url":{}}}                | elicitation form url
          {"tasks":{"list":{}}}                               | tasks
          {"sampling":null,"roots":false}                     | ``
          {"sampling":[],"roots":1}                           | sampling roots
          {"experimental":{"sampling":{}}}                    | ``
          {"s\\u0061mpling":{}}                                | sampling
          """)
  void what_is_declared_is_known_with_its_parts(String object, String declared) {
    Capabilities capabilities = capabilities(object);
    StringBuilder found = new StringBuilder();
    note(found, capabilities.sampling(), "sampling");
    note(found, capabilities.samplingTools(), "samplingTools");
    note(found, capabilities.roots(), "roots");
    note(found, capabilities.elicitation(), "elicitation");
    note(found, capabilities.elicitationForm(), "form");
    note(found, capabilities.elicitationUrl(), "url");
    note(found, capabilities.tasks(), "tasks");

    assertThat(found.toString().trim()).isEqualTo(declared);
  }

  @Test
  void the_order_of_members_and_white_space_make_no_difference() {
    assertThat(capabilities("{\"a\":{\"x\":1,\"y\":[ ]},\n\"b\":{}}").canonical())
        .isEqualTo(capabilities("{\"b\":{},\"a\":{\"y\":[],\"x\":1}}").canonical());
    assertThat(capabilities("{\"\\u0061\":\"\\u00e9\"}").canonical()).isEqualTo("{\"a\":\"é\"}");
  }

  @Test
  void everything_else_makes_a_difference() {
    assertThat(
            new String[] {
              canonical("{\"a\":1}"),
              canonical("{\"a\":1.0}"),
              canonical("{\"a\":\"1\"}"),
              canonical("{\"a\":[1,2]}"),
              canonical("{\"a\":[2,1]}"),
              canonical("{\"a\":null}"),
              canonical("{\"a\":{}}"),
              canonical("{\"a\":1,\"a\":1}"),
              canonical("{}")
            })
        .doesNotHaveDuplicates();
  }

  @Test
  void they_are_passed_on_as_they_were_written_until_something_is_changed() {
    String written = "{ \"roots\":{}, \"\\u0061\":1e2 }";
    Capabilities capabilities = capabilities(written);

    assertThat(capabilities.raw()).asString().isEqualTo(written);
    assertThat(capabilities.without("sampling").raw()).asString().isEqualTo(written);
    assertThat(capabilities.without("sampling", "roots").raw()).asString().isEqualTo("{\"a\":1e2}");
    assertThat(capabilities.with("roots", "{\"x\":1}").raw())
        .asString()
        .isEqualTo("{\"a\":1e2,\"roots\":{\"x\":1}}");
  }

  @Test
  void a_number_of_any_length_is_read() {
    String digits = "7".repeat(5000);

    assertThat(canonical("{\"a\":" + digits + "}")).isEqualTo("{\"a\":" + digits + "}");
  }

  private static String canonical(String object) {
    return capabilities(object).canonical();
  }

  private static Capabilities capabilities(String object) {
    return Capabilities.of(Given.bytes(object));
  }

  private static void note(StringBuilder found, boolean declared, String name) {
    if (declared) {
      found.append(name).append(' ');
    }
  }
}
