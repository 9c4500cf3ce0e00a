package dev.mcpmux.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.TextModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {
  private static final MiniLm MODEL = new MiniLm();

  @AfterAll
  static void free() {
    MODEL.close();
  }

  private static double cosine(String one, String other) {
    float[] a = MODEL.embed(one);
    float[] b = MODEL.embed(other);
    double dot = 0;
    double ofA = 0;
    double ofB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      ofA += a[i] * a[i];
      ofB += b[i] * b[i];
    }
    return dot / Math.sqrt(ofA * ofB);
  }

  @Test
  void is_found_as_the_model_of_its_jar() {
    assertThat(ServiceLoader.load(TextModel.class).stream().map(ServiceLoader.Provider::type))
        .containsExactly(MiniLm.class);
  }

  @Test
  void texts_that_mean_about_the_same_are_near_each_other_whatever_their_words() {
    double same = cosine("put money onto somebody's account", "bank: transfer funds");
    double other = cosine("put money onto somebody's account", "weather: get forecast");

    assertThat(same).isGreaterThan(0.4);
    assertThat(other).isLessThan(0.2);
  }

  @Test
  void leaves_no_file_behind() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("mcpmux-model"));
    }
  }

  @Test
  void knows_the_pieces_of_its_vocabulary() {
    assertThat(new WordPieces(MiniLm.vocabulary()).ids("Create an issue in the tracker!", 64))
        .containsExactly(101, 3443, 2019, 3277, 1999, 1996, 27080, 999, 102);
  }

  @Test
  void any_text_has_a_vector() {
    for (String text : new String[] {"", " ", "\u0000", "\ud800", "x".repeat(100_000), "😀"}) {
      assertThat(MODEL.embed(text)).hasSize(384).doesNotContain(Float.NaN);
    }
  }
}
