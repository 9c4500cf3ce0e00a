package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.ClientFile;
import java.io.IOException;
import java.util.List;

/** Which clients {@code setup} would change: those that have servers which could be shared. */
public final class Unshared {

  private Unshared() {}

  /** Their names, for people. */
  public static List<String> clients(Host host) throws IOException {
    Options options = new Options(Options.Mode.MOVE, false, true, true, false);
    List<ClientFile> files = Selection.of(host, List.of()).files();
    return Planner.plan(host, options, files, List.of()).clients().stream()
        .map(Client::title)
        .toList();
  }
}
