package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.ClientFile;
import dev.mcpmux.cli.client.Container;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An entry in a client's file.
 *
 * @param members what it says; null if it is no object
 */
record Found(ClientFile file, Container container, String name, Map<String, Object> members) {

  Client client() {
    return file.client();
  }

  List<String> path() {
    List<String> path = new ArrayList<>(container.path());
    path.add(name);
    return path;
  }

  /** Words that say where it is from, the most telling first. */
  List<String> origin() {
    List<String> words = new ArrayList<>();
    container
        .project()
        .map(Path::getFileName)
        .ifPresent(directory -> words.add(directory.toString()));
    words.add(client().id());
    return words;
  }
}
