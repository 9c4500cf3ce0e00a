package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run is told of where it runs.
 *
 * @param directory the working directory
 * @param config the config file of mcpmux
 * @param state the directory for copies and the journal
 * @param variables what a client has to hand on, so that {@code attach} finds this config
 * @param attach the words that clients are to start, up to and with {@code attach} and its options
 */
public record Host(
    Machine machine,
    Path directory,
    Path config,
    Path state,
    Map<String, String> variables,
    List<String> attach,
    Checks checks) {

  /** What the config of mcpmux says of servers. */
  public interface Checks {

    /** Whether a command opens a session with mcpmux. */
    boolean opensSession(List<String> words);

    /** What the config has against an entry, in words without values; empty if it is right. */
    List<String> complaints(String name, Map<String, Object> entry);
  }

  /** What entries of a client have to name, because it would not hand them on. */
  Map<String, String> variablesFor(Client client) {
    return client.wholeEnvironment() ? Map.of() : variables;
  }

  /** What a client starts for a server of the config. */
  List<String> named(String server) {
    return with(List.of(server));
  }

  /** What a client starts for several servers in one. */
  List<String> only(List<String> servers) {
    return with(List.of("--only", String.join(",", servers)));
  }

  /** What a client starts for a profile of the config. */
  List<String> profile(String name) {
    return with(List.of("--profile", name));
  }

  /** What a client starts in place of a command. */
  List<String> wrapping(List<String> command) {
    List<String> words = with(List.of("--"));
    words.addAll(command);
    return words;
  }

  private List<String> with(List<String> more) {
    List<String> words = new ArrayList<>(attach);
    words.addAll(more);
    return words;
  }

  /** A path as people write it. */
  String shown(Path path) {
    Path home = machine.home();
    return path.startsWith(home) ? "~/" + home.relativize(path) : path.toString();
  }
}
