package dev.mcpmux.cli.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file in which a client may have servers.
 *
 * @param project the directory of the project that it belongs to; empty for a user's own
 */
public record ClientFile(Client client, Path path, Optional<Path> project) {

  public Scope scope() {
    return project.isPresent() ? Scope.PROJECT : Scope.USER;
  }

  /** Where the servers are in what the file says. */
  public List<Container> containers(Map<String, Object> tree) {
    return client.layout().containers(this, tree);
  }
}
