package dev.mcpmux.cli.probe;

/** What to do about a server that does not work, as far as that can be told. */
public final class Advice {

  private Advice() {}

  /** Empty where nobody knows. */
  public static String on(ProbeResult.Failure failure) {
    String message = failure.message();
    if (message.contains("command not found")) {
      return "install the program, or write its whole path";
    }
    return switch (failure.reason()) {
      case ProbeResult.Failure.TIMED_OUT -> "if it only takes long, give it more: --timeout 5m";
      case "server-disabled" -> "mcpmux enable NAME";
      case "unresolved-variable" -> "set it in this shell, or leave it to the client";
      default -> "";
    };
  }
}
