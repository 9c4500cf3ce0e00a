package dev.mcpmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "NONE, plain $5, plain $5",
        "PLAIN, ${X}, ${X}",
        "PLAIN, a${X:-b c}d, a${X:-b c}d",
        "PLAIN, $X, $X",
        "DOLLAR, $X, ${X}",
        "DOLLAR, ${X}/$Y-z, ${X}/${Y}-z",
        "EDITOR, ${env:X}, ${X}",
        "EDITOR, ${env:UNSET}/${userHome}, ${UNSET:-}/${HOME}",
        "BRACES, {env:UNSET}, ${UNSET:-}",
        "PLAIN, ${UNSET}, ${UNSET}",
        "DOLLAR, $UNSET, ${UNSET}",
        "EDITOR, ${userHome}/x, ${HOME}/x",
        "BRACES, {env:X} and {x}, ${X} and {x}",
      })
  void aVariableOfAClientBecomesOneOfTheConfig(Variables variables, String theirs, String ours)
      throws Exception {
    assertThat(variables.ours(theirs, Set.of("X", "Y"))).isEqualTo(ours);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "NONE, ${X}, ${…} as a text",
        "EDITOR, ${X}, ${…} as a text",
        "EDITOR, ${workspaceFolder}/a, ${workspaceFolder}",
        "EDITOR, ${config:a.b}, ${config:…}",
        "BRACES, {file:~/.key}, {file:…}",
        "PLAIN, ${1}, ${…} as a text",
        "NONE, ${{ secrets.KEY }}, ${{ secrets.… }}",
        "PLAIN, ${input:k}, ${input:…}",
      })
  void whatOnlyTheClientKnowsIsRefused(Variables variables, String text, String what) {
    assertThatThrownBy(() -> variables.ours(text, Set.of())).hasMessage(what);
  }

  @Test
  void aReferenceIsWrittenAsTheClientReadsIt() {
    assertThat(Variables.EDITOR.reference("X")).contains("${env:X}");
    assertThat(Variables.NONE.reference("X")).isEmpty();
    assertThat(Variables.names("${A}-${B:-c}-${A}")).containsExactly("A", "B");
  }
}
