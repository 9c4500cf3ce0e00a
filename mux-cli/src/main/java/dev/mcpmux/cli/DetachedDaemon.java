package dev.mcpmux.cli;

/**
 * The daemon as the relays start it: {@code serve --detached [--home DIR]}. Nobody types that, so
 * no command line parser is needed, which takes longer than all the rest of the start.
 */
final class DetachedDaemon {

  private DetachedDaemon() {}

  static boolean isMeant(String[] words) {
    return (words.length == 2 || words.length == 4 && words[2].equals("--home"))
        && words[0].equals("serve")
        && words[1].equals("--detached");
  }

  static int run(String[] words) {
    try {
      return ServeCommand.detached(words.length == 4 ? words[3] : null).call();
    } catch (Exception e) {
      System.err.println("mcpmux: " + Failures.describe(e));
      return ExitCode.FAILURE;
    }
  }
}
