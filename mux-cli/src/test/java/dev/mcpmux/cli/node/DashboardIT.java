package dev.mcpmux.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Client;
import dev.mcpmux.cli.Installation;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with the dashboard, in headless Chromium. */
class DashboardIT {

  /** Without a browser of its own. */
  private static final String PLAYWRIGHT = "1.65.1";

  private static final String HOSTILE = "<img src=x onerror=alert(1)>";
  private static final String REVERSED = "\\u202etxt.exe\\u001b]0;x\\u0007";
  private static final String SECRET = "s3cr3t-of-the-environment";

  @TempDir private Path directory;
  private Installation mcpmux;
  private Client client;

  /** Its ids are odd, which JavaScript does not hold from here on. */
  private long calls = (1L << 53) - 1;

  @BeforeEach
  void start() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.config(
        "{\"mcpServers\":{\"it\":{\"command\":\""
            + Installation.MCPMUX
            + "\",\"args\":[\"sample-server\"],\"env\":{\"API_TOKEN\":\""
            + SECRET
            + "\"}},\"the other+one;&\":{\"command\":\"/bin/false\"}}}");
    client = mcpmux.start("attach", "it");
    client.initialize();
    call("add", "{\"a\":1,\"b\":2}");
    call("fail", "{}");
    call(HOSTILE, "{}");
    call(REVERSED, "{\"password\":\"" + SECRET + "\"}");
  }

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private void call(String tool, String arguments) throws Exception {
    client.call(calls += 2, tool, arguments);
  }

  private static Path chromium() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .map(name -> Path.of("/usr/bin", name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> Assumptions.abort("there is no Chromium in /usr/bin"));
  }

  private String link() throws Exception {
    Installation.Result said = mcpmux.run("dashboard", "--no-open");
    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out().lines()).allMatch(line -> line.length() <= 80).hasSize(2);
    return said.out().lines().findFirst().orElseThrow();
  }

  @Test
  void a_person_sees_drills_filters_taps_and_restarts() throws Exception {
    Path chromium = chromium();
    String node = NodeTools.node();
    Path program = Path.of(NodeTools.installed("playwright-core", PLAYWRIGHT, "playwright-core"));
    Path pictures = Files.createDirectories(NodeTools.TARGET.resolve("dashboard"));
    Path errors = directory.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(
                node,
                NodeTools.DIRECTORY.resolve("dashboard.mjs").toString(),
                link(),
                pictures.toString())
            .redirectError(errors.toFile());
    builder.environment().put("PLAYWRIGHT", program.getParent().getParent().getParent().toString());
    builder.environment().put("CHROMIUM", chromium.toString());
    builder.environment().put("HOME", directory.toString());

    Process browser = builder.start();
    List<String> seen = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(browser.getInputStream(), UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        seen.add(line);
        if (line.equals("call whoami")) {
          call("whoami", "{\"token\":\"" + SECRET + "\"}");
        }
      }
    } finally {
      browser.waitFor(60, SECONDS);
      browser.destroyForcibly();
    }

    assertThat(browser.exitValue())
        .as(String.join("\n", seen) + "\n" + Files.readString(errors))
        .isZero();
    assertThat(seen.stream().filter(line -> line.startsWith("ok "))).hasSize(18);
    assertThat(mcpmux.run("status").out()).contains("it");
  }
}
