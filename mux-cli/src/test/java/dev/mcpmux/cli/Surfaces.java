package dev.mcpmux.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All places where something of servers, clients and sessions is shown. One that comes new is a
 * line in {@link #of}, and is then looked at by the tests on hostile servers and on secrets.
 */
final class Surfaces {

  /** What kind of text it is, and so what may not be in it. */
  enum Kind {
    /** Printed for people. */
    TEXT,
    /** Printed with a tab between columns, as many on each line. */
    COLUMNS,
    /** One object for programs. */
    JSON,
    /** An object on each line. */
    JSON_LINES,
    /** Drawn in a terminal. */
    SCREEN,
    /** Written to a file that people read. */
    FILE
  }

  /** How it is got. */
  interface Look {
    String take() throws Exception;
  }

  record Surface(String name, Kind kind, Look look) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final Installation mcpmux;
  private final Path directory;
  private final List<Surface> all = new ArrayList<>();

  private Surfaces(Installation mcpmux, Path directory) {
    this.mcpmux = mcpmux;
    this.directory = directory;
  }

  /**
   * @param server one of the config that was used
   */
  static List<Surface> of(Installation mcpmux, Path directory, String server) throws Exception {
    Surfaces surfaces = new Surfaces(mcpmux, directory);
    surfaces.text("status");
    surfaces.text("status", "--why");
    surfaces.text("status", server);
    surfaces.json("status", "--json");
    surfaces.json("status", server, "--json");
    surfaces.text("logs", "-n", "1000");
    surfaces.text("logs", server);
    surfaces.text("logs", "--daemon");
    surfaces.text("list");
    surfaces.json("list", "--json");
    surfaces.text("try", server);
    surfaces.json("try", server, "--json");
    surfaces.text("doctor", "--no-start");
    surfaces.text("find", "--server", server, "read or write or do anything");
    surfaces.columns("tap", "--last", "500");
    surfaces.columns("tap", "--last", "500", "--server", server);
    surfaces.lines("tap", "--last", "500", "--json");
    surfaces.text("usage");
    surfaces.text("usage", "--by", "tool");
    surfaces.text("usage", "--by", "session");
    surfaces.json("usage", "--by", "tool", "--json");
    surfaces.text("usage", "--by", "tool", "--csv");
    surfaces.text("restart", server);
    surfaces.text("config", "check");
    surfaces.screen("top: servers", "1");
    surfaces.screen("top: sessions", "2");
    surfaces.screen("top: calls", "3");
    surfaces.screen("top: " + server, "1", "/", server, "Enter", "Enter");
    surfaces.screen("top: the end of " + server, "1", "/", server, "Enter", "Enter", "End");
    surfaces.screen("top: a session", "2", "Enter");
    surfaces.files("logs");
    return surfaces.all;
  }

  private void text(String... words) {
    add(Kind.TEXT, words);
  }

  private void json(String... words) {
    add(Kind.JSON, words);
  }

  private void columns(String... words) {
    add(Kind.COLUMNS, words);
  }

  private void lines(String... words) {
    add(Kind.JSON_LINES, words);
  }

  private void add(Kind kind, String... words) {
    Look look =
        () -> {
          Installation.Result result = mcpmux.run(words);
          return kind == Kind.TEXT ? result.out() + result.err() : result.out();
        };
    all.add(new Surface(String.join(" ", words), kind, look));
  }

  /** What {@code top} shows after these keys. */
  private void screen(String name, String... keys) {
    if (TestTerminal.isThere()) {
      all.add(new Surface(name, Kind.SCREEN, () -> drawn(keys)));
    }
  }

  private String drawn(String... keys) throws Exception {
    TestTerminal terminal = new TestTerminal(mcpmux, directory, "100x60");
    try {
      terminal.line("'" + Installation.MCPMUX + "' top");
      terminal.await("? help");
      terminal.key(keys);
      terminal.key("?"); // what comes after all others
      terminal.await("turn around");
      terminal.key("x");
      terminal.awaitGone("turn around");
      return terminal.title() + "\n" + terminal.screen();
    } finally {
      terminal.end();
    }
  }

  private void files(String under) throws Exception {
    try (Stream<Path> files = Files.walk(directory.resolve(under))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString();
        all.add(new Surface(name, Kind.FILE, () -> Files.readString(file, StandardCharsets.UTF_8)));
      }
    }
  }
}
