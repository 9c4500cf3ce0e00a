package dev.mcpmux.cli.config;

import java.util.List;
import java.util.Set;

/**
 * What is not right in a config file.
 *
 * @param warnings what was left out of account, with line and column
 * @param errors what is wrong, with line and column
 * @param off those of the errors for which a server is off, as its own reason says
 * @param wrong the members of the top level that have their defaults because they are wrong
 */
record Mistakes(List<String> warnings, List<String> errors, Set<String> off, Set<String> wrong) {

  static final Mistakes NONE = new Mistakes(List.of(), List.of(), Set.of(), Set.of());

  Mistakes withOff(Set<String> still) {
    return new Mistakes(warnings, errors, still, wrong);
  }

  /** What is wrong beside the servers that are off. */
  List<String> ofOthers() {
    return errors.stream().filter(error -> !off.contains(error)).toList();
  }
}
