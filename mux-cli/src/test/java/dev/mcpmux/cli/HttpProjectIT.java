package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.text.JsonTree;
import dev.mcpmux.cli.text.RawJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients over HTTP and over a relay that work in one project. */
class HttpProjectIT {

  @TempDir private Path directory;
  private Installation mcpmux;

  @AfterEach
  void end() throws Exception {
    mcpmux.end();
  }

  @Test
  void they_share_the_process_of_the_project_whatever_locale_the_daemon_needs() throws Exception {
    Path project = Files.createDirectory(directory.resolve("project"));
    mcpmux = new Installation(directory).with("LC_ALL", null).with("CLAUDE_PROJECT_DIR", null);
    mcpmux.config(
        "{\"mcpServers\": {\"files\": {\"command\": %s, \"args\": [\"sample-server\"], \"share\": \"project\"}}}"
            .formatted(RawJson.quote(Installation.MCPMUX.toString())));
    String ready = mcpmux.start("serve", "--http", "0").readLine();
    String url = ready.substring(ready.indexOf("http://")) + "/mcp/files?root=" + project;
    String token = mcpmux.run("token").out().strip();

    assertThat(new HttpSessionClient(url, token).initialize().statusCode()).isEqualTo(200);
    assertThat(new HttpSessionClient(url, token).initialize().statusCode()).isEqualTo(200);
    Client relayed =
        new Client(mcpmux.builder("attach", "files").directory(project.toFile()).start());
    relayed.initialize();

    assertThat(mcpmux.serverPids()).hasSize(1);
    Map<String, Object> server = JsonTree.objects(mcpmux.status(), "servers").get(0);
    assertThat(JsonTree.objects(server, "processes").get(0).get("sessions")).isEqualTo("3");
    assertThat(relayed.call(2, "whoami", "{}")).contains("cwd=" + project.toRealPath());
    relayed.endInput().exitCode();
  }
}
