package dev.mcpmux.cli.text;

/** How many there are of something, as people say it. */
public final class Counted {

  private Counted() {}

  public static String of(int n, String what) {
    String plural = what.endsWith("s") ? "es" : "s";
    return n == 0 ? "no " + what : n + " " + what + (n == 1 ? "" : plural);
  }

  public static String of(long n, String one, String many) {
    return n + " " + (n == 1 ? one : many);
  }
}
