package dev.mcpmux.cli;

/**
 * A config file that cannot be used; the message names file, line, column and what was expected.
 */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1;

  ConfigException(String message) {
    super(message);
  }
}
