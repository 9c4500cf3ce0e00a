package dev.mcpmux.cli.check;

/** A number with its noun. */
final class Counted {

  private Counted() {}

  static String of(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
