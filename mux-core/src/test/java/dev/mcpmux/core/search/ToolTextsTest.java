package dev.mcpmux.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ToolTextsTest {

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void tools_of_a_page_have_their_schema_as_it_stands_there() {
    String result =
        "{'nextCursor':'ü','tools':[{'inputSchema':{'type': 'object' },'name':'a','title':'T','x':[1]},"
            + "{'description':'d','name':'b'}]}";

    assertThat(ToolTexts.ofResult("s", json(result)))
        .containsExactly(
            new ToolText("s", "a", "T", "", "{\"type\": \"object\" }"),
            new ToolText("s", "b", "", "d", ""));
  }

  @Test
  void what_is_no_tool_is_passed_over() {
    String result =
        "{'tools':[1,null,[],{},{'name':5},{'name':'a','description':{},'title':7}],'tools2':{}}";

    assertThat(ToolTexts.ofResult("s", json(result)))
        .containsExactly(new ToolText("s", "a", "", "", ""));
  }

  @Test
  void an_object_names_its_server() {
    assertThat(ToolTexts.ofObject(json("{'name':'a','server':'s'}")))
        .isEqualTo(new ToolText("s", "a", "", "", ""));
  }
}
