package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.ClientFile;
import dev.mcpmux.cli.client.Container;
import dev.mcpmux.cli.client.Start;
import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.EditException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A client's file as it was read.
 *
 * @param bytes what it holds
 * @param text the same, to be changed; null where there is a problem
 * @param entries its servers
 * @param problem why it cannot be changed, for people; empty if it can
 */
record Survey(ClientFile file, byte[] bytes, ConfigText text, List<Found> entries, String problem) {

  /** Reads a file; null if there is none. */
  static Survey of(ClientFile file) {
    byte[] bytes;
    try {
      if (Files.exists(file.path()) && !Files.isRegularFile(file.path())) {
        return unusable(
            file, Files.isDirectory(file.path()) ? "it is a directory" : "it is no regular file");
      } else if (Files.exists(file.path()) && Files.size(file.path()) > ConfigText.MAX_BYTES) {
        return unusable(file, ConfigText.tooLarge(Files.size(file.path())));
      }
      bytes = Files.readAllBytes(file.path());
    } catch (NoSuchFileException e) {
      return null;
    } catch (AccessDeniedException e) {
      return unusable(file, "it may not be read");
    } catch (IOException e) {
      return unusable(file, "it cannot be read");
    }
    return of(file, bytes);
  }

  /** The text of a file. */
  static Survey of(ClientFile file, byte[] bytes) {
    try {
      ConfigText text = ConfigText.of(bytes, file.client().format());
      return new Survey(file, bytes, text, entries(file, text), "");
    } catch (EditException e) {
      return unusable(file, "it cannot be understood: " + e.withPlace());
    }
  }

  private static Survey unusable(ClientFile file, String problem) {
    return new Survey(file, null, null, List.of(), problem);
  }

  @SuppressWarnings("unchecked")
  private static List<Found> entries(ClientFile file, ConfigText text) {
    List<Found> all = new ArrayList<>();
    List<Container> containers = file.containers(text.tree());
    List<List<String>> paths = containers.stream().map(Container::path).toList();
    for (Container container : containers) {
      if (text.get(container.path()) instanceof Map<?, ?> servers) {
        servers.forEach(
            (name, value) ->
                all.add(
                    new Found(
                        file,
                        container,
                        String.valueOf(name),
                        value instanceof Map<?, ?> members
                            ? (Map<String, Object>) members
                            : null)));
      }
    }
    all.removeIf(found -> paths.contains(found.path()));
    return all;
  }

  /** Whether a file has servers that do not use mcpmux. */
  static boolean hasOthers(ClientFile file, Host.Checks checks) {
    Survey survey = of(file);
    return survey != null
        && survey.entries().stream()
            .filter(found -> found.members() != null)
            .map(found -> file.client().shape().read(found.members()))
            .anyMatch(
                start ->
                    start instanceof Start.Program program
                        && !checks.opensSession(program.words()));
  }
}
