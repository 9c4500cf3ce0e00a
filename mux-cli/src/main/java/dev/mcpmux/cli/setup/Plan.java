package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.FileChange;
import dev.mcpmux.cli.client.Client;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be done.
 *
 * @param files the clients' files, in their order
 * @param servers servers of the config that clients will use
 * @param names all servers that the config will have
 * @param changes the files to be written, the config of mcpmux before those of clients, so that no
 *     client ever asks for a server that is not there; that stands first also where it only has to
 *     be what it was
 * @param notices what people should know
 */
record Plan(
    List<FilePlan> files,
    List<Target> servers,
    List<String> names,
    List<FileChange> changes,
    List<String> notices) {

  /**
   * One entry.
   *
   * @param server the server of the config that it is to use; empty for none
   * @param after what it will say; null where it goes
   */
  record Step(Found found, Verdict verdict, String server, Map<String, Object> after) {
    boolean changes() {
      return !(verdict instanceof Verdict.Keep);
    }
  }

  /**
   * One file.
   *
   * @param problem as {@link Survey} has it
   * @param added entries that are new in it
   */
  record FilePlan(
      Survey survey, String problem, List<Step> steps, Map<String, Map<String, Object>> added) {}

  /**
   * A server of the config.
   *
   * @param fresh whether it is new there
   */
  record Target(String name, Map<String, Object> entry, boolean fresh, List<Found> from) {}

  boolean changesNothing() {
    return changes.isEmpty();
  }

  /** How many files get other bytes. */
  int writes() {
    return (int)
        changes.stream().filter(each -> !Arrays.equals(each.before(), each.after())).count();
  }

  /** The entries that are changed. */
  List<Step> changed() {
    return files.stream().flatMap(file -> file.steps().stream()).filter(Step::changes).toList();
  }

  /** The clients whose files are changed. */
  Set<Client> clients() {
    Set<Client> clients = new LinkedHashSet<>();
    changed().forEach(step -> clients.add(step.found().client()));
    return clients;
  }
}
