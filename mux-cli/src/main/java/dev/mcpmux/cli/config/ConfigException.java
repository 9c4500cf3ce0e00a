package dev.mcpmux.cli.config;

import dev.mcpmux.cli.text.ForPeople;
import java.util.List;

/**
 * A config that cannot be used; each message names file, line, column and what was expected there.
 */
public final class ConfigException extends Exception implements ForPeople {

  private static final long serialVersionUID = 1;

  private final transient List<String> messages;
  private final transient List<String> warnings;

  ConfigException(String message) {
    this(List.of(message), List.of());
  }

  /**
   * @param warnings what was complained of beside the errors
   */
  ConfigException(List<String> messages, List<String> warnings) {
    super(String.join("\n", messages));
    this.messages = List.copyOf(messages);
    this.warnings = List.copyOf(warnings);
  }

  /** At least one. */
  public List<String> messages() {
    return messages;
  }

  /** What would have been left out of account; an error is often the other half of it. */
  public List<String> warnings() {
    return warnings;
  }
}
