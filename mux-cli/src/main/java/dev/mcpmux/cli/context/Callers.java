package dev.mcpmux.cli.context;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.Connection;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Says who has opened a connection. */
final class Callers {

  private static final int MAX_CLIENT = 100;
  private static final Optional<String> USER = ProcessHandle.current().info().user();

  private static final Path PROC = Path.of("/proc");

  private Callers() {}

  /**
   * The session of a connection, as one that was never here.
   *
   * @param daemon what no other daemon is called
   */
  static Caller of(String daemon, Connection connection) {
    int number = connection.session().orElse(0);
    String client = client(connection.clientInfo());
    String project = connection.projectRoot().orElse(null);
    Set<String> marks = new TreeSet<>();
    connection.clientSessionId().ifPresent(id -> marks.add("client " + id));
    long relay = connection.relay();
    String start = relay > 0 ? start(relay) : "";
    if (relay > 0) {
      marks.add("relay " + relay + " " + start);
    }
    // the process of that number that is seen here may be another one than in its container
    boolean certain = !start.isEmpty() && USER.isPresent() && user(relay).equals(USER);
    return new Caller(
        daemon + " " + number,
        project,
        client.isEmpty() ? "a client without a name" : client,
        "#" + number,
        marks,
        daemon + " " + number,
        certain ? String.join("\n", marks) + "\n" + client + "\n" + project : "");
  }

  /**
   * When it started, empty where that is not known. Not as a time: what that is follows the clock
   * of the machine.
   */
  private static String start(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip() + " " + ticks;
    } catch (IOException e) { // gone, or another system
      return ProcessHandle.of(pid)
          .flatMap(found -> found.info().startInstant())
          .map(Instant::toString)
          .orElse("");
    }
  }

  private static Optional<String> user(long pid) {
    return ProcessHandle.of(pid).flatMap(found -> found.info().user());
  }

  private static String client(Json info) {
    return Printable.line(
            info.get("name").text("") + " " + info.get("version").text(""), MAX_CLIENT)
        .strip();
  }
}
