package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.RunFile;
import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.ClientFile;
import dev.mcpmux.cli.client.Clients;
import dev.mcpmux.cli.client.Start;
import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.EditException;
import dev.mcpmux.cli.edit.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which file names servers that setup has added to the config, though setup did not write it. */
final class StillUsed {

  private final Host host;
  private final Set<String> servers;

  private StillUsed(Host host, Set<String> servers) {
    this.host = host;
    this.servers = servers;
  }

  /**
   * Looks through the files that are known, also those into which entries are pasted by hand.
   *
   * @param config as a run has it, whose clients have got back what they had
   */
  static Optional<Path> by(Host host, RunFile config) throws IOException {
    Set<String> servers = new LinkedHashSet<>();
    try {
      servers.addAll(names(config.after()));
      servers.removeAll(names(config.before()));
    } catch (EditException e) {
      return Optional.empty(); // it cannot be merged either, and stays
    }
    List<ClientFile> files = new ArrayList<>();
    for (Client client : Clients.all()) {
      files.addAll(client.userFiles(host.machine()));
      files.addAll(client.projectFiles(host.directory()));
    }
    StillUsed used = new StillUsed(host, servers);
    return files.stream().filter(used::isNamedIn).map(ClientFile::path).findFirst();
  }

  private static Set<String> names(byte[] config) throws EditException {
    Set<String> names = new LinkedHashSet<>();
    if (ConfigText.of(config, Format.JSONC).get(List.of(OwnConfig.SERVERS))
        instanceof Map<?, ?> map) {
      map.keySet().forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }

  private boolean isNamedIn(ClientFile file) {
    Survey survey = Survey.of(file);
    if (survey == null) {
      return false;
    }
    return survey.entries().stream()
        .filter(found -> found.members() != null)
        .map(found -> file.client().shape().read(found.members()))
        .anyMatch(start -> start instanceof Start.Program program && isNamedIn(program.words()));
  }

  private boolean isNamedIn(List<String> words) {
    return host.checks().opensSession(words)
        && words.stream()
            .flatMap(word -> Pattern.compile(",").splitAsStream(word))
            .anyMatch(servers::contains);
  }
}
