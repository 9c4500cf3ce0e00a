package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.ClientFile;
import dev.mcpmux.cli.client.Clients;
import dev.mcpmux.cli.setup.entry.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that a run is about.
 *
 * @param files those that exist or may, each once for a client: two may share one by a link
 * @param here the clients that are on this machine, whether they have servers or not
 * @param notices what people should know of other files
 */
record Selection(List<ClientFile> files, List<Client> here, List<String> notices) {

  /**
   * @param words clients and files as they were typed; empty for every client that is here
   * @throws IllegalArgumentException if one is not known; the message is for people
   */
  static Selection of(Host host, List<String> words) {
    Set<ClientFile> files = new LinkedHashSet<>();
    List<String> notices = new ArrayList<>();
    List<Client> here = new ArrayList<>();
    if (words.isEmpty()) {
      for (Client client : Clients.all()) {
        if (client.isHere(host.machine())) {
          here.add(client);
          files.addAll(client.userFiles(host.machine()));
        }
        ofProject(client, host).stream()
            .filter(file -> Files.isRegularFile(file.path()))
            .filter(file -> Survey.hasOthers(file, host.checks()))
            .forEach(file -> notices.add(toBeNamed(host, file, "belongs to this project")));
      }
      return new Selection(List.copyOf(files), here, notices);
    }
    for (String word : words) {
      Optional<Client> client = Clients.named(word);
      if (client.isPresent()) {
        here.add(client.get());
        files.addAll(client.get().userFiles(host.machine()));
        for (ClientFile file : ofProject(client.get(), host)) {
          if (!Files.exists(file.path())) {
            continue;
          } else if (Directories.isTracked(file.path())) {
            notices.add(toBeNamed(host, file, "is under version control"));
          } else {
            files.add(file);
          }
        }
      } else {
        ClientFile file = named(host, word);
        files.add(file);
        if (!here.contains(file.client())) {
          here.add(file.client());
        }
        if (file.project().isPresent() && Directories.isTracked(file.path())) {
          notices.add(
              word + " gets a path of this machine, which others who have the file may lack.");
        }
      }
    }
    return new Selection(List.copyOf(files), here, notices);
  }

  /** In the home directory these may be the user's own. */
  private static List<ClientFile> ofProject(Client client, Host host) {
    return client.projectFiles(host.directory()).stream()
        .filter(
            file ->
                Clients.at(file.path(), host.machine())
                    .filter(known -> known.project().isPresent())
                    .isPresent())
        .toList();
  }

  private static String toBeNamed(Host host, ClientFile file, String why) {
    String path = host.directory().relativize(file.path()).toString();
    return path + " " + why + ": `mcpmux setup " + path + "` changes it.";
  }

  private static ClientFile named(Host host, String word) {
    Path path = host.directory().resolve(word).normalize();
    boolean isPath = word.contains("/") || word.startsWith(".") || Files.exists(path);
    if (!isPath) {
      throw new IllegalArgumentException(
          "there is no client \"" + word + "\"; known are " + known());
    }
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("there is no file " + word);
    }
    return Clients.at(path, host.machine())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    word
                        + " is no file that a known client reads; `mcpmux import "
                        + word
                        + "` takes its servers"));
  }

  static String known() {
    return String.join(", ", Clients.all().stream().map(Client::id).toList());
  }
}
