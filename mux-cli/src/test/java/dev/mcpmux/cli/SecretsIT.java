package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the arguments of a command reaches its server and nobody else. */
class SecretsIT {

  private static final String SECRET = "s3cr3t";

  private static final List<String> FORMS =
      List.of(
          "--api-key",
          SECRET,
          "--token=" + SECRET,
          "KEY=" + SECRET,
          "https://user:" + SECRET + "@host/path?key=" + SECRET,
          SECRET);

  @TempDir private Path directory;
  private Installation mcpmux;
  private final List<String> outputs = new ArrayList<>();

  @BeforeEach
  void install() {
    mcpmux = new Installation(directory);
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private Client attach(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of("attach", "--"));
    words.addAll(List.of(command));
    words.addAll(FORMS);
    return mcpmux.start(words.toArray(new String[0]));
  }

  private void keep(Installation.Result result) {
    outputs.add(result.out());
    outputs.add(result.err());
  }

  @Test
  void no_argument_stands_in_any_output_file_or_file_name() throws Exception {
    String mcpmuxItself = Installation.MCPMUX.toString();
    Client works = attach(mcpmuxItself, "sample-server");
    outputs.add(works.initialize());
    assertThat(works.call(1, "whoami", "{}")).contains("--token=" + SECRET);
    Client other = attach(mcpmuxItself, "sample-server", "other");
    outputs.add(other.initialize());
    List<String[]> failing =
        List.of(
            new String[] {"sh", "-c", "exit 3", SECRET},
            new String[] {"env", "TOKEN=" + SECRET, "sh", "-c", "exit 4"},
            new String[] {"/no/such/command"},
            new String[] {"no-such-command --key " + SECRET},
            new String[] {"https://" + SECRET + "@host/x?" + SECRET},
            new String[] {"TOKEN=" + SECRET + " run"});
    for (String[] command : failing) {
      Client client = attach(command);
      outputs.add(client.initialize());
    }
    keep(mcpmux.run("status"));
    keep(mcpmux.run("status", "--why"));
    Installation.Result json = mcpmux.run("status", "--json");
    keep(json);
    String name =
        JsonTree.objects(JsonTree.parse(json.out()), "servers").stream()
            .map(server -> server.get("name").toString())
            .filter(each -> each.startsWith("mcpmux#"))
            .findFirst()
            .orElseThrow();
    Installation.Result restart = mcpmux.run("restart", name);
    keep(restart);
    assertThat(restart.exitCode()).isZero();
    keep(mcpmux.run("stop"));

    assertThat(outputs).noneMatch(output -> output.contains(SECRET));
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        assertThat(file.toString()).doesNotContain(SECRET);
        assertThat(contents(file)).as(file.toString()).doesNotContain(SECRET);
      }
    }
  }

  private static String contents(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        : "";
  }
}
