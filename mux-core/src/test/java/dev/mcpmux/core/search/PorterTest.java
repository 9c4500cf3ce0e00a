package dev.mcpmux.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PorterTest {

  @ParameterizedTest
  @CsvSource({
    "caresses,caress",
    "ponies,poni",
    "cats,cat",
    "feed,feed",
    "agreed,agre",
    "plastered,plaster",
    "motoring,motor",
    "conflated,conflat",
    "hopping,hop",
    "falling,fall",
    "filing,file",
    "happy,happi",
    "relational,relat",
    "conditional,condit",
    "digitizer,digit",
    "operator,oper",
    "hopefulness,hope",
    "triplicate,triplic",
    "formative,form",
    "electrical,electr",
    "goodness,good",
    "replacement,replac",
    "adoption,adopt",
    "effective,effect",
    "rate,rate",
    "cease,ceas",
    "controlling,control",
    "rolling,roll",
    "is,is",
    "größe,größe"
  })
  void a_word_is_cut_to_its_stem(String word, String stem) {
    assertThat(Porter.stem(word)).isEqualTo(stem);
  }
}
