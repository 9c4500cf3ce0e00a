package dev.mcpmux.cli.top;

import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.Numbers;
import java.io.IOException;
import java.util.Map;

/** What can be done to a server. */
enum Deed {
  RESTART("restart", "Its sessions go on at the new process."),
  DISABLE("disable", "Its calls are answered with an error until it is enabled."),
  ENABLE("enable", "It starts when it is needed.");

  private final String call;
  private final String consequence;

  Deed(String call, String consequence) {
    this.call = call;
    this.consequence = consequence;
  }

  String question(String server) {
    return Character.toUpperCase(call.charAt(0))
        + call.substring(1)
        + " "
        + server
        + "? "
        + consequence
        + " [y/N]";
  }

  /** While it is done. */
  String doing(String server) {
    return server + ": " + call + " …";
  }

  /**
   * Does it. Returns what has come of it.
   *
   * @throws IOException with what people are told when it has failed
   */
  String run(Home home, String server) throws IOException {
    // a restart takes as long as the server's startTimeout lets it
    try (DaemonControl control = DaemonControl.call(home, call, server, Long.MAX_VALUE)) {
      if (control == null) {
        throw new IOException("no daemon runs");
      }
      Map<String, Object> result = control.result();
      if (this != RESTART) {
        return server + " is " + call + "d.";
      }
      long replaced = Numbers.number(result, "replaced");
      return replaced == 0
          ? server + " has no process; it starts when it is needed."
          : server + ": " + Counted.of(replaced, "process", "processes") + " replaced.";
    }
  }
}
