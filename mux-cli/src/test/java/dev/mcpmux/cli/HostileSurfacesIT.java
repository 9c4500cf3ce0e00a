package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.nio.file.Path;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hostile server changes nothing in a terminal, in what programs read, or in the logs. */
class HostileSurfacesIT {

  private static final Set<Integer> DIRECTIONS =
      Set.of(
          0x061c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066,
          0x2067, 0x2068, 0x2069);

  @TempDir private Path directory;
  private Installation mcpmux;

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  private void use() throws Exception {
    mcpmux = new Installation(directory);
    mcpmux.config(
        "{\"tap\":{\"history\":500},\"mcpServers\":{\"it\":{\"command\":"
            + RawJson.quote(Path.of(System.getProperty("java.home"), "bin/java").toString())
            + ",\"args\":[\"-cp\","
            + RawJson.quote(
                Path.of("target/test-classes").toAbsolutePath()
                    + ":"
                    + Path.of("target/classes").toAbsolutePath())
            + ",\""
            + HostileServer.class.getName()
            + "\"]}}}");
    Client client = mcpmux.start("attach", "it");
    String word = RawJson.quote(HostileServer.WORD);
    client.send(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{},\"clientInfo\":{\"name\":"
            + word
            + ",\"version\":"
            + word
            + "}}}");
    assertThat(client.readLine()).contains("serverInfo");
    client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
    client.readLine();
    String escaped = word.substring(1, word.length() - 1);
    client.call(2, escaped, "{}");
    client.call(3, escaped, "{\"fail\":true}");
    client.call(4, "x".repeat(2000), "{}");
    client.send("{\"jsonrpc\":\"2.0\",\"id\":" + word + ",\"method\":\"tools/call\"}");
    client.readLine();
    client.send("{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"prompts/list\"}");
    assertThat(client.readLine()).contains("error"); // it has crashed
    client.call(7, escaped, "{}");
  }

  @Test
  void every_surface_shows_what_it_says_and_obeys_nothing_of_it() throws Exception {
    use();

    SoftAssertions all = new SoftAssertions();
    int marked = 0;
    for (Surfaces.Surface surface : Surfaces.of(mcpmux, directory, "it")) {
      String taken = surface.look().take();
      boolean columns = surface.kind() == Surfaces.Kind.COLUMNS;
      String text = columns ? taken.replace('\t', ' ') : taken;
      marked += text.contains(HostileServer.MARK) ? 1 : 0;
      all.assertThat(text).as(surface.name()).isNotBlank();
      all.assertThat(text.codePoints().filter(c -> isOdd(c)).boxed())
          .as("%s: what is odd", surface.name())
          .isEmpty();
      switch (surface.kind()) {
        case JSON -> all.assertThat(JsonTree.parse(text)).as(surface.name()).isNotEmpty();
        case COLUMNS ->
            all.assertThat(taken.lines().map(line -> line.split("\t", -1).length).distinct())
                .as("%s: columns", surface.name())
                .hasSize(1);
        case JSON_LINES ->
            all.assertThat(text.lines().map(JsonTree::parse)).as(surface.name()).isNotEmpty();
        case SCREEN -> {
          all.assertThat(text.lines().findFirst().orElseThrow())
              .as("%s: the title", surface.name())
              .doesNotContain(HostileServer.MARK);
          all.assertThat(text.lines().skip(1).findFirst().orElseThrow())
              .as("%s: the first line", surface.name())
              .startsWith("mcpmux ");
        }
        default -> {
          // a line end of its own would have made what it says a line of ours
          all.assertThat(text.lines())
              .as(surface.name())
              .noneMatch(line -> line.equals("<script>"));
        }
      }
    }
    all.assertAll();
    assertThat(marked).as("surfaces that show something of it").isGreaterThan(8);
  }

  private static boolean isOdd(int c) {
    return c != '\n' && Character.isISOControl(c) || DIRECTIONS.contains(c);
  }
}
