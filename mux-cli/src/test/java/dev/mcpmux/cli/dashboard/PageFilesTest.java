package dev.mcpmux.cli.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.netty.config.HttpPages.Whole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page is of one piece, and makes no markup of what it is told. */
class PageFilesTest {

  private static final Path SOURCES = Path.of("src/main/resources/dev/mcpmux/cli/dashboard");

  private static String text(String name) throws IOException {
    Whole file = PageFiles.find(name);
    assertThat(file).as(name).isNotNull();
    return new String(file.body(), UTF_8);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.sorted().toList();
    }
  }

  @Test
  void every_file_is_served_with_a_policy_that_lets_nothing_else_in() throws Exception {
    assertThat(sources()).hasSizeGreaterThan(8);
    for (Path source : sources()) {
      Whole file = PageFiles.find(source.getFileName().toString());
      assertThat(file).as(source.toString()).isNotNull();
      assertThat(file.body()).isEqualTo(Files.readAllBytes(source));
      assertThat(file.headers())
          .containsEntry("content-security-policy", PageFiles.POLICY)
          .containsEntry("x-content-type-options", "nosniff")
          .containsEntry("referrer-policy", "no-referrer")
          .containsEntry("cache-control", "no-store");
    }
    assertThat(PageFiles.POLICY)
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
        .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
        .doesNotContain("unsafe");
  }

  @Test
  void nothing_that_is_not_of_the_page_can_be_had() throws Exception {
    for (String name :
        List.of("", "LICENSE", "Dashboard.class", "../attach/build.txt", "index.html/", "APP.JS")) {
      assertThat(PageFiles.find(name)).as(name).isNull();
    }
  }

  @Test
  void the_plots_are_there_with_their_licence() throws Exception {
    assertThat(text("uPlot.iife.min.js")).contains("uPlot");
    assertThat(text("uPlot.min.css")).contains(".uplot");
    try (InputStream licence = PageFiles.class.getResourceAsStream("LICENSE")) {
      assertThat(new String(licence.readAllBytes(), UTF_8)).contains("MIT", "Leon Sorokin");
    }
  }

  @Test
  void no_script_makes_markup_or_code_of_text() throws Exception {
    Pattern dangerous =
        Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\b|new Function"
                + "|createContextualFragment|parseFromString|srcdoc|javascript:|setHTML");
    for (Path source : sources()) {
      String text = Files.readString(source);
      assertThat(dangerous.matcher(text).results().map(MatchResult::group))
          .as(source.toString())
          .isEmpty();
    }
  }

  @Test
  void nothing_asks_another_host_and_nothing_stands_inline() throws Exception {
    for (Path source : sources()) {
      String text = Files.readString(source).replace("http://www.w3.org/2000/svg", "");
      assertThat(text).as(source.toString()).doesNotContain("http:", "https:", "@import", "url(//");
    }
    assertThat(text("index.html"))
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=");
  }

  @Test
  void every_file_that_the_page_names_is_there() throws Exception {
    Pattern named = Pattern.compile("(?:src|href)=\"/dashboard/([^\"]+)\"|from '\\./([^']+)'");
    int found = 0;
    for (Path source : sources()) {
      for (MatchResult each : named.matcher(Files.readString(source)).results().toList()) {
        String name = each.group(1) != null ? each.group(1) : each.group(2);
        assertThat(PageFiles.find(name)).as(source + ": " + name).isNotNull();
        found++;
      }
    }
    assertThat(found).isGreaterThan(10);
  }
}
