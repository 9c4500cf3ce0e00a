package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Machine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A home directory in a temporary one, and runs of setup in it. */
final class TestHome {

  static final String LAUNCHER = "/opt/mcpmux/bin/mcpmux";

  private static final Path CLIENTS =
      Path.of("src/test/resources/dev/mcpmux/cli/setup/home").toAbsolutePath();

  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Path directory;
  private final Map<String, String> variables = new HashMap<>();
  private String answer;
  private boolean done;
  private Event meanwhile = () -> {};

  private TestHome(Path home) {
    this.home = home;
    this.directory = home;
    environment.put("HOME", home.toString());
  }

  static TestHome empty(Path temporary) throws IOException {
    Path home = temporary.resolve("home");
    Files.createDirectories(home);
    return new TestHome(home);
  }

  /** With the files of many clients. */
  static TestHome ofClients(Path temporary) throws IOException {
    TestHome copy = empty(temporary);
    try (Stream<Path> files = Files.walk(CLIENTS)) {
      for (Path file : files.toList()) {
        Path target = copy.home.resolve(CLIENTS.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return copy;
  }

  Path path(String name) {
    return home.resolve(name);
  }

  TestHome write(String name, String text) throws IOException {
    Files.createDirectories(path(name).getParent());
    Files.writeString(path(name), text);
    return this;
  }

  String read(String name) throws IOException {
    return Files.readString(path(name));
  }

  void mode(String name, String permissions) throws IOException {
    Files.setPosixFilePermissions(path(name), PosixFilePermissions.fromString(permissions));
  }

  TestHome in(String name) throws IOException {
    directory = path(name);
    Files.createDirectories(directory);
    return this;
  }

  TestHome variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** One that {@code attach} needs to find the config. */
  TestHome needing(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** What the person says who is asked; null for nobody. */
  TestHome answering(String word) {
    answer = word;
    return this;
  }

  /** Something that somebody else does. */
  interface Event {
    void happen() throws IOException;
  }

  /** What happens while the person thinks, who then says yes. */
  TestHome whileAsking(Event event) {
    meanwhile = event;
    return answering("y");
  }

  Host host() {
    return new Host(
        new Machine(environment, home, false),
        directory,
        path(".config/mcpmux/config.json"),
        path(".local/state/mcpmux/setup"),
        variables,
        List.of(LAUNCHER, "attach"),
        new Host.Checks() {
          @Override
          public boolean opensSession(List<String> words) {
            return words.size() > 1 && words.get(0).endsWith("/mcpmux");
          }

          @Override
          public List<String> complaints(String name, Map<String, Object> entry) {
            return List.of();
          }
        });
  }

  static Options options(Options.Mode mode) {
    return new Options(mode, false, true, false, false);
  }

  /** Returns what was printed. */
  String setup(String... words) throws IOException {
    return setup(options(Options.Mode.MOVE), words);
  }

  String setup(Options options, String... words) throws IOException {
    return print(out -> new Setup(host(), options, question(), out, out).run(List.of(words)));
  }

  String undo() throws IOException {
    return undo(options(Options.Mode.MOVE), false);
  }

  String undo(Options options, boolean merge) throws IOException {
    return print(out -> new Undo(host(), options, question(), out, out).run(merge));
  }

  /** One run. */
  interface Command {
    boolean run(PrintStream out) throws IOException;
  }

  String print(Command command) throws IOException {
    printed.reset();
    done = command.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Whether the last run said that all is done. */
  boolean isDone() {
    return done;
  }

  private Question question() {
    return new Question() {
      @Override
      public boolean canBeAsked() {
        return answer != null;
      }

      @Override
      public boolean isYes(String question) throws IOException {
        meanwhile.happen();
        return "y".equals(answer);
      }
    };
  }

  /** Every file and link with what it holds and its mode, less what mcpmux keeps for itself. */
  Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home)) {
      files
          .filter(file -> !home.relativize(file).startsWith(".local"))
          .forEach(file -> all.put(home.relativize(file).toString(), describe(file)));
    }
    return all;
  }

  private static String describe(Path file) {
    try {
      if (Files.isSymbolicLink(file)) {
        return "-> " + Files.readSymbolicLink(file);
      }
      String mode =
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
      return mode
          + (Files.isDirectory(file)
              ? " directory"
              : " " + HexFormat.of().formatHex(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
