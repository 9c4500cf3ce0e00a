package dev.mcpmux.netty.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'end':true} | true",
        "{'x':{'end':true},'end':true} | true",
        "{'end':false} | false",
        "{'x':{'end':true}} | false",
        "{'close':{}} | false",
        "{'end':true | false",
        "[] | false",
      })
  void the_end_of_input_is_told_from_other_control_lines(String line, boolean end) {
    assertThat(of(line).endOfInput()).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'ping':7} | 7 | false",
        "{'ping':0,'handover':1} | 0 | true",
        "{'handover':1} | -1 | true",
        "{'ping':'7'} | -1 | false",
        "{'x':{'ping':7,'handover':1}} | -1 | false",
      })
  void what_is_asked_and_what_is_agreed_to_is_read(String line, long ping, boolean handsOver) {
    assertThat(of(line)).isEqualTo(new RelayLine(false, ping, handsOver));
  }

  private static RelayLine of(String line) {
    return RelayLine.of(new ControlLine(line.replace('\'', '"').getBytes(UTF_8)));
  }
}
