package dev.mcpmux.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** An npm that is asked for several packages at once does for each what it does for that alone. */
@EnabledOnOs(OS.LINUX)
class SharedNpmIT {

  private static final String SCRIPT =
      "for f in \"${PATH%%:*}\"/*; do command -v \"${f##*/}\"; done; "
          + "pwd; exec cat /proc/self/environ";

  /** Of all kinds, and with programs that are called otherwise, and with several of them. */
  private static final List<String> SPECS =
      List.of(
          "semver",
          "semver@7",
          "semver@7.6.3",
          "semver@latest",
          "escodegen@^2.0.0",
          "json5@>=2.2.0",
          "@babel/parser@7.x",
          "@babel/parser@7.26.0");

  private Sandbox sandbox;
  private Path project;

  @BeforeEach
  void open() throws Exception {
    NodeTools.node();
    sandbox = new Sandbox();
    project = Files.createDirectory(sandbox.home().resolve("project"));
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  @Test
  void each_package_gets_the_same_answer_as_alone() throws Exception {
    Map<String, List<String>> alone = new TreeMap<>();
    for (String spec : SPECS) {
      alone.put(spec, answer(run("", npx(spec)))); // installs it
    }

    Map<String, List<String>> together = together();

    assertThat(together).isEqualTo(alone);
  }

  @Test
  void what_is_to_be_installed_is_not_answered() throws Exception {
    String cache = sandbox.home().resolve("cache").toString();
    String said = run("semver@7\n", together(npx("semver@7")), "npm_config_cache", cache);

    assertThat(said).contains("[\"semver@7\"]");
    assertThat(Path.of(cache, "_npx")).doesNotExist();
  }

  @Test
  void what_npm_fails_for_does_not_stop_the_others() throws Exception {
    run("", npx("semver@7"));
    Path broken = NodeTools.TARGET.resolve("npm-cache/_npx");
    Files.createDirectories(broken.resolve(hash("semver@99")).resolve("node_modules/.bin"));

    String said = run("semver@99\nsemver@7\n", together(npx("semver@99")));

    assertThat(said).contains("[\"semver@99\",null]").contains("[\"semver@7\",\"");
  }

  private Map<String, List<String>> together() throws Exception {
    String said = run(String.join("\n", SPECS) + "\n", together(npx(SPECS.get(0))));
    Map<String, List<String>> answers = new TreeMap<>();
    for (String line : said.lines().filter(line -> line.startsWith("[")).toList()) {
      List<Json> parts = Json.parse(line).list();
      answers.put(parts.get(0).string(), answer(parts.get(1).string()));
    }
    return answers;
  }

  private static List<String> npx(String spec) {
    String npx = NodeTools.program("npx").toString();
    return List.of(npx, "--yes", "--package=" + spec, "--call", SCRIPT);
  }

  private static List<String> together(List<String> npx) throws Exception {
    try (InputStream in =
        SharedNpmIT.class.getResourceAsStream("/dev/mcpmux/netty/npx/together.js")) {
      String script = new String(in.readAllBytes(), UTF_8);
      return Stream.concat(Stream.of(NodeTools.node(), "-e", script), npx.stream()).toList();
    }
  }

  private static String hash(String spec) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-512").digest(spec.getBytes(UTF_8));
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  private String run(String input, List<String> command, String... variable) throws Exception {
    Map<String, String> more = variable.length == 0 ? Map.of() : Map.of(variable[0], variable[1]);
    Path in = Files.writeString(sandbox.home().resolve("in"), input);
    Path out = sandbox.home().resolve("out");
    Process process =
        sandbox
            .builder(command, more)
            .directory(project.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(sandbox.home().resolve("err").toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readString(out);
  }

  /** What the script printed: programs, the directory and variables. */
  private static List<String> answer(String printed) {
    return Arrays.stream(printed.split("\0"))
        .map(String::strip)
        .filter(part -> !part.startsWith("_="))
        .sorted()
        .toList();
  }
}
