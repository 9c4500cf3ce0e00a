package dev.mcpmux.core.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class McpServerTest {
  private final McpServer server =
      McpServer.named("notes", "1")
          .resource(
              Resource.at("note://" + "n".repeat(3000), "long"),
              (uri, call) -> ResourceContents.text(uri, "text/plain", "long"))
          .resources(
              ResourceTemplate.at("note://{+a}-{+b}-{+c}", "of a day"),
              (uri, call) -> ResourceContents.text(uri, "text/plain", "day"));

  @Test
  void a_resource_is_found_by_itself_or_by_a_pattern_that_is_not_tried_on_a_long_uri() {
    assertThat(server.resourceHandler("note://a-b-c")).isPresent();
    assertThat(server.resourceHandler("note://a-b")).isEmpty();
    assertThat(server.resourceHandler("note://" + "n".repeat(3000))).isPresent();
    assertThat(server.resourceHandler("note://" + "-".repeat(1993))).isPresent();
    assertThat(server.resourceHandler("note://" + "-".repeat(1994))).isEmpty();
  }

  @Test
  void a_pattern_that_was_removed_matches_nothing() {
    server.removeResources("note://{+a}-{+b}-{+c}");
    assertThat(server.resourceHandler("note://a-b-c")).isEmpty();
    assertThat(server.list(Watcher.Kind.TEMPLATES)).isEmpty();
  }
}
