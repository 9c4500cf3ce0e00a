package dev.mcpmux.cli.probe;

import java.util.List;

/**
 * How a try has ended. What comes from the server is as it said it, and is made printable by who
 * prints it.
 *
 * @param name what the server calls itself; empty where it did not get so far
 * @param version its version; empty without one
 * @param protocol the revision that it speaks; empty where it did not get so far
 * @param tools what it offers
 * @param millis how long it took
 * @param failure null where it works
 */
public record ProbeResult(
    String name, String version, String protocol, List<Tool> tools, long millis, Failure failure) {

  /** A tool, with the whole of its description. */
  public record Tool(String name, String description) {}

  /**
   * @param reason a stable word, as {@code docs/cli.md} lists them
   * @param message what failed, for people
   * @param stderr the last lines that the server wrote there
   */
  public record Failure(String reason, String message, List<String> stderr) {

    public static final String TIMED_OUT = "timed-out";
    public static final String BROKEN = "broken";

    private static final String STDERR = "; the end of its stderr:\n";

    /** Takes apart what the daemon says. */
    static Failure of(String reason, String said) {
      String message = said.replaceFirst("^server \"[^\"]*\" ", ""); // people know which
      int at = message.indexOf(STDERR);
      return at < 0
          ? new Failure(reason, message, List.of())
          : new Failure(
              reason,
              message.substring(0, at),
              message.substring(at + STDERR.length()).lines().toList());
    }

    Failure with(List<String> lines) {
      return stderr.isEmpty() ? new Failure(reason, message, lines) : this;
    }
  }

  public boolean works() {
    return failure == null;
  }
}
