package dev.mcpmux.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A page is opened where somebody sits before a screen, and by what the machine has for that. */
class BrowserTest {

  private static final String URL = "http://127.0.0.1:7338/dashboard#code";

  @TempDir private Path directory;

  @Test
  void on_Linux_a_screen_is_what_the_environment_names() {
    assertThat(Browser.hasScreen(Map.of(), "Linux")).isFalse();
    assertThat(Browser.hasScreen(Map.of("SSH_CONNECTION", "x"), "Linux")).isFalse();
    assertThat(Browser.hasScreen(Map.of("DISPLAY", ":0"), "Linux")).isTrue();
    assertThat(Browser.hasScreen(Map.of("WAYLAND_DISPLAY", "w"), "Linux")).isTrue();
    assertThat(Browser.hasScreen(Map.of(), "Mac OS X")).isTrue();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_first_opener_of_the_path_gets_the_link() throws Exception {
    Path seen = directory.resolve("seen");
    Path opener = directory.resolve("xdg-open");
    Files.writeString(
        opener,
        "#!/bin/sh\nprintf %s \"$1\" >'"
            + seen
            + ".new'\n"
            + "mv '"
            + seen
            + ".new' '"
            + seen
            + "'\n");
    Files.setPosixFilePermissions(opener, PosixFilePermissions.fromString("rwx------"));

    Map<String, String> screen = Map.of("DISPLAY", ":0", "PATH", "/nowhere::" + directory);
    assertThat(Browser.open(URL, screen)).isTrue();

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.exists(seen)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(10);
    }
    assertThat(seen).hasContent(URL);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void where_there_is_none_nothing_is_opened() {
    Map<String, String> screen = Map.of("DISPLAY", ":0", "PATH", directory.toString());

    assertThat(Browser.open(URL, screen)).isFalse();
    assertThat(Browser.open(URL, Map.of("PATH", directory.toString()))).isFalse();
  }
}
