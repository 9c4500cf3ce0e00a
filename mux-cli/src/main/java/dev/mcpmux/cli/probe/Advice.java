package dev.mcpmux.cli.probe;

/** What to do about a server that does not work, as far as that can be told. */
public final class Advice {

  private Advice() {}

  /** Empty where nobody knows. */
  public static String on(ProbeResult.Failure failure) {
    String message = failure.message();
    if (message.contains("command not found")) {
      return "Install the program, or write its whole path.";
    }
    return switch (failure.reason()) {
      case ProbeResult.Failure.TIMED_OUT ->
          "If it only takes long, as a first download does, give it --timeout 5m.";
      case "server-disabled" -> "mcpmux enable NAME lets it be used again.";
      case "unresolved-variable" ->
          "Set the variable in this shell; a client's own environment may have it.";
      default -> "";
    };
  }
}
