package dev.mcpmux.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.MuxVersion;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tree that users copy, as {@code package} has filled it. */
class DistributionIT {

  private static final Path DIST = Path.of(System.getProperty("mcpmux.dist"));
  private static final String VERSION_LINE = "mcpmux " + MuxVersion.get();

  @TempDir private Path temporary;

  @Test
  void it_is_small_and_holds_what_runs_and_nothing_else() throws Exception {
    try (Stream<Path> lib = Files.walk(DIST.resolve("lib"))) {
      assertThat(lib.mapToLong(file -> file.toFile().length()).sum()).isLessThan(15_000_000);
    }
    assertThat(DIST.resolve("LICENSE")).isRegularFile();
    assertThat(DIST.resolve("NOTICE"))
        .content()
        .contains(
            "ANTLR",
            "tomlj",
            "java-diff-utils",
            "snakeyaml-engine",
            "JLine",
            "sqlite-jdbc",
            "json-schema",
            "schemas of MCP",
            "uPlot",
            "OpenTelemetry",
            "Prometheus");
  }

  @Test
  void the_daemon_has_no_library_on_its_class_path_that_it_may_do_without() throws Exception {
    assertThat(names("lib"))
        .containsOnly(
            "jackson-core",
            "libnetty_transport_native_epoll_aarch_64.so",
            "libnetty_transport_native_epoll_x86_64.so",
            "libsqlitejdbc_aarch64.so",
            "libsqlitejdbc_x86_64.so",
            "more",
            "mux-cli",
            "mux-core",
            "mux-netty",
            "netty-all",
            "netty-buffer",
            "netty-codec-base",
            "netty-codec-compression",
            "netty-codec-http",
            "netty-common",
            "netty-handler",
            "netty-resolver",
            "netty-transport",
            "netty-transport-classes-epoll",
            "netty-transport-native-unix-common",
            "picocli");
    assertThat(names("lib/more"))
        .containsOnly(
            "antlr4-runtime",
            "java-diff-utils",
            "jline-terminal",
            "json-schema",
            "opentelemetry-api",
            "opentelemetry-common",
            "opentelemetry-context",
            "opentelemetry-exporter-common",
            "opentelemetry-exporter-otlp",
            "opentelemetry-exporter-otlp-common",
            "opentelemetry-exporter-sender-jdk",
            "opentelemetry-sdk",
            "opentelemetry-sdk-common",
            "opentelemetry-sdk-logs",
            "opentelemetry-sdk-metrics",
            "opentelemetry-sdk-trace",
            "prometheus-metrics-config",
            "prometheus-metrics-exposition-textformats",
            "prometheus-metrics-model",
            "snakeyaml-engine",
            "sqlite-jdbc",
            "tomlj");
  }

  /** Of its files, without versions and what only a C compiler makes. */
  private static List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(DIST.resolve(directory))) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("-\\d.*", ""))
          .filter(name -> !name.equals("mcpmux-attach") && !name.equals("libmcpmux_idle.so"))
          .toList();
    }
  }

  @Test
  void it_runs_from_a_directory_with_a_space_through_a_chain_of_links() throws Exception {
    Path copy = copyOfTheTree(temporary.resolve("some where"));
    Path absolute =
        Files.createSymbolicLink(temporary.resolve("absolute"), copy.resolve("bin/mcpmux"));
    Path relative = Files.createSymbolicLink(temporary.resolve("relative"), absolute.getFileName());

    assertThat(output(relative.toString(), "--version")).isEqualTo(VERSION_LINE);
  }

  @Test
  void it_runs_on_the_module_path_too() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    assertThat(
            output(
                java.toString(),
                "--module-path",
                DIST.resolve("lib") + File.pathSeparator + DIST.resolve("lib/more"),
                "--module",
                "dev.mcpmux.cli/dev.mcpmux.cli.Main",
                "--version"))
        .isEqualTo(VERSION_LINE);
  }

  private static Path copyOfTheTree(Path target) throws IOException {
    try (Stream<Path> tree = Files.walk(DIST)) {
      for (Path source : tree.toList()) {
        Path copied = target.resolve(DIST.relativize(source).toString());
        Files.createDirectories(copied.getParent());
        Files.copy(source, copied, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return target;
  }

  private String output(String... command) throws Exception {
    Path out = temporary.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(30, SECONDS)).isTrue();
      return Files.readString(out, UTF_8).strip();
    } finally {
      process.destroyForcibly();
    }
  }
}
