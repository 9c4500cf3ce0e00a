package dev.mcpmux.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RuntimePartTest {

  private static final String PARTS =
      """
      {
        "metadata" : {
          "components" : [
          ]
        },
        "components" : [
          {
            "name" : "jackson-core"
          }
        ]
      }
      """;

  @Test
  void the_runtime_stands_before_the_other_parts() throws Exception {
    Properties release = new Properties();
    release.setProperty("JAVA_VERSION", "\"17.0.15\"");
    release.setProperty("MODULES", "\"java.base jdk.net\"");

    String all = RuntimePart.add(PARTS, release);

    assertThat(all)
        .containsSubsequence(
            "\n  \"components\" : [\n",
            "\"name\" : \"openjdk\"",
            "\"version\" : \"17.0.15\"",
            "java.base jdk.net",
            "},\n    {\n      \"name\" : \"jackson-core\"");
  }

  @Test
  void a_list_or_a_runtime_of_another_kind_is_refused() {
    Properties release = new Properties();

    assertThatThrownBy(() -> RuntimePart.add(PARTS, release))
        .isInstanceOf(IOException.class)
        .hasMessage("a runtime without a version");
    release.setProperty("JAVA_VERSION", "\"17\"");
    assertThatThrownBy(() -> RuntimePart.add("{}", release))
        .isInstanceOf(IOException.class)
        .hasMessage("a list without parts");
  }
}
