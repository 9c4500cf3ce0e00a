package dev.mcpmux.cli.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mcpmux.cli.Installation;
import dev.mcpmux.cli.RelayKind;
import dev.mcpmux.cli.attach.relay.FakeDaemon;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.RawJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every relay understands the same arguments as the class {@link AttachOptions}. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class AttachOptionsIT {

  @Parameter private RelayKind relay;
  @TempDir private Path directory;
  private Installation mcpmux;

  @BeforeEach
  void install() throws Exception {
    mcpmux = new Installation(relay, directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slack",
        "--home=HOME slack",
        "--home HOME -- npx --home x --only y --",
        "-- é",
        "--home HOME",
        "--only a",
        "--only=a,é,b\"",
        "--only b --only c,d",
        "--find",
        "--find --only a",
        "--profile web",
        "--profile=é\"",
        "--find --profile a --profile b"
      })
  void what_is_understood_becomes_the_same_hello(String line) throws Exception {
    String[] arguments = line.replace("HOME", directory.toString()).split(" ");
    String expected =
        new String(
            Hello.line(AttachOptions.parse(arguments), "/", Map.of(), 1, null).array(), UTF_8);
    try (FakeDaemon daemon = new FakeDaemon(directory)) {
      Process process = mcpmux.builder(words(arguments)).start();
      try (FakeDaemon.Session session = daemon.accept()) {
        assertThat(RawJson.find(session.hello(), "attach"))
            .isEqualTo(RawJson.find(expected, "attach"));
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b c",
        "--",
        "--home",
        "--home HOME --",
        "-x a",
        "--token=s3cret a",
        "npx --token s3cret",
        "TOKEN=s3cret npx",
        "--only",
        "--only=",
        "--only a,",
        "--only=,a",
        "--only a,,b",
        "--only a b",
        "--only a -- b",
        "--find a",
        "--find -- b",
        "--profile",
        "--profile=",
        "--profile a b",
        "--profile a -- b",
        "--profile a --only b"
      })
  void what_is_not_understood_is_explained_in_the_same_words(String line) throws Exception {
    String[] arguments = line.replace("HOME", directory.toString()).split(" ");
    Throwable why = catchThrowable(() -> AttachOptions.parse(arguments));

    Installation.Result result = mcpmux.run(words(arguments));

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .doesNotContain("s3cret")
        .isEqualTo("mcpmux: " + why.getMessage() + "\n" + AttachOptions.USAGE + "\n");
  }

  private static String[] words(String[] arguments) {
    List<String> words = new ArrayList<>(List.of("attach"));
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }
}
