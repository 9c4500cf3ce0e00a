package dev.mcpmux.cli.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.cli.daemon.Daemon;
import dev.mcpmux.cli.metrics.PrometheusPage;
import dev.mcpmux.netty.config.MetricsPage;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is loaded with the libraries that it needs, and who may name it. */
class FeaturesTest {

  private static final Path CLASSES = Path.of("target/classes");

  /** Of what is in {@code lib}, and of a JDK. */
  private static final Pattern ALWAYS_THERE =
      Pattern.compile(
          "(java|javax|jdk|com\\.sun|dev\\.mcpmux|io\\.netty|picocli|tools\\.jackson)\\..*");

  @TempDir private Path directory;

  @Test
  void without_a_directory_of_libraries_it_is_loaded_from_where_all_is() {
    MetricsPage page = Features.load(MetricsPage.class, "dev.mcpmux.cli.metrics.PrometheusPage");

    assertThat(page).isInstanceOf(PrometheusPage.class);
  }

  @Test
  void what_cannot_be_loaded_is_named() {
    assertThatThrownBy(() -> Features.load(Runnable.class, "dev.mcpmux.cli.metrics.None"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dev.mcpmux.cli.metrics.None");
  }

  /** As what needs a library that is not there. */
  public static final class Broken implements Runnable {
    static final Path MISSING = missing();

    private static Path missing() {
      throw new UncheckedIOException(new NoSuchFileException("lib/more"));
    }

    @Override
    public void run() {}
  }

  @Test
  void what_lacks_its_library_is_named_and_ends_nothing_else() {
    for (int tries = 0; tries < 2; tries++) { // the second time the JVM says something else
      assertThatThrownBy(() -> Features.load(Runnable.class, Broken.class.getName()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Broken");
    }
  }

  @Test
  void a_package_with_a_library_is_loaded_beside_it_and_all_else_is_shared() throws Exception {
    try (LibraryLoader loader =
        LibraryLoader.of(
            directory, List.of("dev.mcpmux.cli.metrics."), getClass().getClassLoader())) {
      Class<?> page = loader.loadClass(PrometheusPage.class.getName());

      assertThat(page.getClassLoader()).isSameAs(loader);
      assertThat(page).isNotSameAs(PrometheusPage.class).isSameAs(loader.loadClass(page.getName()));
      assertThat(MetricsPage.class).isAssignableFrom(page);
      assertThat(loader.loadClass(Daemon.class.getName())).isSameAs(Daemon.class);
    }
  }

  /** It would fail in the daemon of a distribution, and nowhere else. */
  @Test
  void nothing_that_the_daemon_may_reach_names_a_class_of_a_library_that_it_lacks()
      throws Exception {
    Map<String, Set<String>> named = namedByEach();
    Set<String> reached = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(Daemon.class.getName()));
    while (!next.isEmpty()) {
      String name = next.pop();
      if (reached.add(name)) {
        next.addAll(named.getOrDefault(name, Set.of()));
      }
    }

    assertThat(reached)
        .hasSizeGreaterThan(100)
        .allMatch(name -> ALWAYS_THERE.matcher(name).matches());
    assertThat(reached).noneMatch(name -> Features.PACKAGES.stream().anyMatch(name::startsWith));
  }

  private Map<String, Set<String>> namedByEach() throws Exception {
    // without the description of the module, or its libraries would have to be modules
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        if (!file.endsWith("module-info.class")) {
          Path copy = directory.resolve(CLASSES.relativize(file));
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    String jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    String[] words = {
      "-v",
      "-filter:none",
      "--ignore-missing-deps",
      "--multi-release",
      "17",
      "-cp",
      jars,
      directory.toString()
    };
    int code = ToolProvider.findFirst("jdeps").orElseThrow().run(writer, writer, words);
    assertThat(code).as(out.toString()).isZero();
    Map<String, Set<String>> named = new HashMap<>();
    out.toString()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(line -> line.length > 2 && line[1].equals("->"))
        .forEach(line -> named.computeIfAbsent(line[0], key -> new HashSet<>()).add(line[2]));
    return named;
  }
}
