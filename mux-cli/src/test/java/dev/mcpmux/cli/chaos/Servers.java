package dev.mcpmux.cli.chaos;

import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The config and its five servers: each is the same program in another life. Thread-safe. */
final class Servers {

  static final List<String> NAMES = List.of("plain", "shelled", "family", "each", "sleepy");

  private final Ground ground;
  private final int[] steps = new int[NAMES.size()];
  private final Set<String> removed = new TreeSet<>();
  private int extra;

  Servers(Ground ground) {
    this.ground = ground;
  }

  /** The words that start a server. */
  List<String> command(String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx160m",
                "-Xss512k",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath()
                    + ":"
                    + Path.of("target/classes").toAbsolutePath(),
                ChaosServer.class.getName(),
                ground.executed().toString()));
    words.addAll(List.of(arguments));
    return words;
  }

  /** Its entry changes, so that its process is replaced. */
  synchronized void step(int server) {
    steps[server]++;
  }

  synchronized void remove(int server) {
    removed.add(NAMES.get(server));
  }

  synchronized void restoreAll() {
    removed.clear();
    extra = 0;
  }

  /** A server that nobody uses comes or goes. */
  synchronized void changeExtra() {
    extra ^= 1;
  }

  synchronized void write() throws IOException {
    write(config());
  }

  synchronized void writeBroken() throws IOException {
    String config = config();
    write(config.substring(0, config.length() / 2));
  }

  private void write(String text) throws IOException {
    Path draft = ground.home().resolve("config.draft");
    Files.writeString(draft, text);
    Files.move(
        draft,
        ground.home().resolve("config.json"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private String config() {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      if (!removed.contains(NAMES.get(i))) {
        entries.add(RawJson.quote(NAMES.get(i)) + ": " + entry(i));
      }
    }
    if (extra > 0) {
      entries.add("\"extra\": " + entry(0));
    }
    return "{\"mcpServers\": {\n"
        + String.join(",\n", entries)
        + "},\n\"http\": {\"listen\": \"127.0.0.1:"
        + ground.port()
        + "\", \"limits\": {\"sessionIdleMillis\": 20000}},\n\"limits\": {\"requestTimeoutMillis\": 12000, \"startTimeoutMillis\": 30000,"
        + " \"drainTimeoutMillis\": 5000}}\n";
  }

  private String entry(int server) {
    String name = NAMES.get(server);
    List<String> words = command(name);
    String more = "";
    switch (name) {
      case "shelled" -> words.addAll(0, List.of("sh", "-c", "\"$@\"; exit $?", "sh"));
      case "each" -> more = ", \"share\": \"session\"";
      case "sleepy" -> more = ", \"idleStopAttached\": \"1s\"";
      default -> {}
    }
    return "{\"command\": "
        + RawJson.quote(words.get(0))
        + ", \"args\": ["
        + String.join(", ", words.stream().skip(1).map(RawJson::quote).toList())
        + "], \"env\": {\"CHAOS\": "
        + RawJson.quote(ground.home().toString())
        + ", \"STEP\": \""
        + steps[server]
        + "\"}"
        + more
        + "}";
  }
}
