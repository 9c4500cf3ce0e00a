package dev.mcpmux.cli;

import static dev.mcpmux.cli.Installation.attachSample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The archive that the JVM starts from: made by the first daemon, and no trouble when it is stale.
 */
class StartArchiveIT {

  private static final String OPTION_17 = "-XX:SharedArchiveFile=";
  private static final String OPTION_25 = "-XX:AOTCache=";

  @TempDir private Path directory;
  private Installation mcpmux;

  @AfterEach
  void end() throws Exception {
    if (mcpmux != null) {
      mcpmux.end();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void the_first_daemon_makes_it_and_the_next_one_starts_from_it(int java) throws Exception {
    install(java, RelayKind.JAVA);
    mcpmux.start(attachSample()).initialize();
    Path archive = archive(mcpmux.daemonPid());
    Path stamp = archive.resolveSibling(archive.getFileName() + ".stamp");

    Installation.await("the archive is made", () -> Files.exists(stamp));
    assertThat(archive).exists();
    mcpmux.end();
    Client client = mcpmux.start(attachSample());

    assertThat(client.initialize()).contains("mcpmux-sample");
    assertThat(words(mcpmux.daemonPid())).contains(option(java) + archive);
    assertThat(Files.readString(Path.of("/proc/" + mcpmux.daemonPid() + "/maps")))
        .as("the files that the daemon has mapped")
        .contains(archive.toString());
    assertThat(mcpmux.daemonLog()).doesNotContain("no start archive");
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void an_installation_makes_it_before_the_first_daemon(int java) throws Exception {
    install(java, RelayKind.JAVA);

    assertThat(mcpmux.run("serve", "--archive").exitCode()).isZero();
    mcpmux.start(attachSample()).initialize();

    List<String> words = words(mcpmux.daemonPid());
    assertThat(words).contains(option(java) + archive(mcpmux.daemonPid()));
    assertThat(archive(mcpmux.daemonPid())).exists();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void a_stale_one_under_the_daemon_is_not_heard_of(int java) throws Exception {
    install(java, RelayKind.JAVA);
    mcpmux.start(attachSample()).initialize();
    Path archive = archive(mcpmux.daemonPid());
    mcpmux.end();
    Files.createDirectories(archive.getParent());
    Files.copy(stale(java), archive);

    Client client = mcpmux.start(attachSample());

    assertPure(client);
    assertThat(words(mcpmux.daemonPid())).contains(option(java) + archive);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void a_stale_one_under_the_relay_leaves_its_output_pure(int java) throws Exception {
    install(java, RelayKind.JAVA);
    Client first = mcpmux.start(attachSample());
    first.initialize();
    List<String> command = words(first.pid());
    command.remove(java == 17 ? "" : "-Xshare:auto");
    // with less the JVM of 25 does not even come to find out that it is stale
    command.replaceAll(word -> word.equals("-Xms2m") ? "-Xms8m" : word);
    command.add(command.indexOf("-cp"), option(java) + stale(java));

    ProcessBuilder relay = mcpmux.builder().command(command);

    assertPure(new Client(relay.start()));
  }

  private static void assertPure(Client client) throws Exception {
    assertThat(client.initialize()).startsWith("{\"jsonrpc\":\"2.0\",").contains("mcpmux-sample");
    assertThat(client.call(7, "whoami", "{}")).startsWith("{\"jsonrpc\":\"2.0\",\"id\":7,");
    client.endInput();
    assertThat(client.hasEnded()).as("nothing more on stdout").isTrue();
    assertThat(client.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(client.stderr()).isEmpty();
  }

  private void install(int java, RelayKind relay) throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/self/cmdline")), "needs /proc");
    mcpmux =
        new Installation(relay, Files.createDirectory(directory.resolve("home")))
            .with("JAVA_HOME", home(java).toString())
            .with("XDG_CACHE_HOME", directory.resolve("cache").toString());
  }

  /** The JDK of the build is 17; the other one need not be there. */
  static Path home(int java) throws IOException {
    Path own = Path.of(System.getProperty("java.home"));
    if (Runtime.version().feature() == java) {
      return own;
    }
    try (DirectoryStream<Path> beside =
        Files.newDirectoryStream(own.getParent(), "*" + java + "*")) {
      for (Path home : beside) {
        if (Files.isExecutable(home.resolve("bin/java"))) {
          return home;
        }
      }
    }
    assumeTrue(false, "no JDK " + java + " beside " + own);
    return own;
  }

  private static String option(int java) {
    return java == 17 ? OPTION_17 : OPTION_25;
  }

  /** One of the same JVM, for a jar that lies elsewhere, as after the tree was copied. */
  private Path stale(int java) throws Exception {
    Path stale = directory.resolve("stale");
    Path jar = directory.resolve("elsewhere.jar");
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Installation.MCPMUX.resolveSibling("../lib"), "mux-cli-*.jar")) {
      Files.copy(jars.iterator().next(), jar);
    }
    List<String> command = new ArrayList<>();
    command.add(home(java).resolve("bin/java").toString());
    command.add("-XX:+UseSerialGC");
    if (java == 17) {
      command.add("-XX:ArchiveClassesAtExit=" + stale);
    } else {
      command.add("-XX:AOTCacheOutput=" + stale);
    }
    command.addAll(List.of("-cp", jar.toString(), "dev.mcpmux.cli.sample.SampleServer"));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(stale).exists();
    return stale;
  }

  private static Path archive(long daemon) throws IOException {
    return words(daemon).stream()
        .filter(word -> word.startsWith("-Dmcpmux.archive="))
        .map(word -> Path.of(word.substring(word.indexOf('=') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> words(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    return new ArrayList<>(List.of(line.split("\0")));
  }
}
