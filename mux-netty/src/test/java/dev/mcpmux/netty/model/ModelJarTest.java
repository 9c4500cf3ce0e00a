package dev.mcpmux.netty.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.core.api.TextModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelJarTest {
  @TempDir private Path directory;

  /** A jar with a model whose class has this body. */
  private Path jar(String body) throws IOException {
    Path source = directory.resolve("Other.java");
    Files.writeString(
        source, "public class Other implements " + TextModel.class.getName() + " {" + body + "}");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                source.toString());
    assertThat(failed).isZero();
    return zip("Other.class", "META-INF/services/" + TextModel.class.getName());
  }

  private Path zip(String... entries) throws IOException {
    Path jar = directory.resolve("model.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream file = new ZipOutputStream(out)) {
      for (String entry : entries) {
        file.putNextEntry(new ZipEntry(entry));
        file.write(
            entry.endsWith(".class")
                ? Files.readAllBytes(directory.resolve(entry))
                : "Other".getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  @Test
  void a_model_is_loaded_out_of_its_jar_and_asked() throws Exception {
    Path jar = jar("public float[] embed(String text) { return new float[] {text.length()}; }");

    try (ModelJar model = ModelJar.open(jar)) {
      assertThat(model.embed("four")).containsExactly(4);
    }
  }

  @Test
  void a_jar_that_is_opened_again_is_not_loaded_beside_itself() throws Exception {
    String counts = "static int made; final int number = ++made; ";
    Path jar = jar(counts + "public float[] embed(String text) { return new float[] {number}; }");
    ModelJar.open(jar).close();

    try (ModelJar again = ModelJar.open(jar)) {
      assertThat(again.embed("")).containsExactly(2);
    }
    Files.delete(jar);
    jar(counts + "public float[] embed(String text) { return new float[] {number, 0}; }");
    try (ModelJar replaced = ModelJar.open(jar)) {
      assertThat(replaced.embed("")).containsExactly(1, 0);
    }
  }

  @Test
  void one_that_cannot_be_closed_is_let_go() throws Exception {
    String broken = "public void close() { throw new IllegalStateException(); }";
    Path jar = jar("public float[] embed(String text) { return new float[] {1}; }" + broken);

    assertThatNoException().isThrownBy(() -> ModelJar.open(jar).close());
  }

  @Test
  void what_is_no_model_is_named_with_the_reason() throws Exception {
    Path text = Files.writeString(directory.resolve("text.jar"), "no jar at all");

    assertThatThrownBy(() -> ModelJar.open(directory.resolve("gone.jar")))
        .isInstanceOf(IOException.class)
        .hasMessage(directory + "/gone.jar: there is no such file that can be read");
    assertThatThrownBy(() -> ModelJar.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("there is no such file that can be read");
    assertThatThrownBy(() -> ModelJar.open(text))
        .isInstanceOf(IOException.class)
        .hasMessage(text + ": there is no model for mcpmux in it");
    Path other = zip("Main.txt");
    assertThatThrownBy(() -> ModelJar.open(other))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("there is no model for mcpmux in it");
    Path without = zip("META-INF/services/" + TextModel.class.getName());
    assertThatThrownBy(() -> ModelJar.open(without))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Other");
  }

  @Test
  void a_model_that_cannot_be_made_says_why_itself() throws Exception {
    Path jar =
        jar(
            "public Other() { throw new IllegalStateException(\"not on this machine\"); }"
                + "public float[] embed(String text) { return null; }");

    assertThatThrownBy(() -> ModelJar.open(jar))
        .isInstanceOf(IOException.class)
        .hasMessage(jar + ": not on this machine");
  }

  @Test
  void one_that_was_made_for_other_classes_costs_an_exception_and_no_more() throws Exception {
    Path jar =
        jar(
            "public float[] embed(String text) {"
                + " if (text.isEmpty()) { throw new NoSuchMethodError(\"gone\"); }"
                + " return new float[text.equals(\"none\") ? 0 : 5000]; }");

    try (ModelJar model = ModelJar.open(jar)) {
      assertThatThrownBy(() -> model.embed(""))
          .hasMessage(jar + ": " + NoSuchMethodError.class.getName() + ": gone");
      assertThatThrownBy(() -> model.embed("none"))
          .hasMessage(jar + ": numbers of a vector: 0 (limit: 4096)");
      assertThatThrownBy(() -> model.embed("many"))
          .hasMessage(jar + ": numbers of a vector: 5000 (limit: 4096)");
    }
  }
}
