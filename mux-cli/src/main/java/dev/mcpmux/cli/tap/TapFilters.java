package dev.mcpmux.cli.tap;

import dev.mcpmux.cli.text.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which messages are shown. The daemon leaves out the others. */
final class TapFilters {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--server", paramLabel = "NAME", description = "Only messages of this server.")
  private String server;

  @Option(
      names = "--session",
      paramLabel = "NUMBER",
      description = "Only messages of this session, as status numbers it.")
  private Integer session;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description = "Only requests of this method, such as tools/call, and their replies.")
  private String method;

  @Option(
      names = "--tool",
      paramLabel = "NAME",
      description = "Only calls of this tool, prompt or resource, and their replies.")
  private String tool;

  @Option(names = "--errors", description = "Only what has failed, with its request.")
  private boolean errors;

  @Option(
      names = "--slower-than",
      paramLabel = "TIME",
      description = "Only replies that took longer, with their requests: 200ms, 2s.")
  private String slowerThan;

  /** Null for any. */
  Integer session() {
    return session;
  }

  /** As {@code docs/attach-protocol.md} has them. */
  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    put(options, "server", server);
    put(options, "session", session);
    put(options, "method", method);
    put(options, "tool", tool);
    if (errors) {
      options.put("errors", "true");
    }
    if (slowerThan != null) {
      options.put("slowerThanMicros", Long.toString(slower().toNanos() / 1000));
    }
    return options;
  }

  private static void put(Map<String, String> options, String name, Object value) {
    if (value != null) {
      options.put(name, value.toString());
    }
  }

  private Duration slower() {
    try {
      return Durations.parse(slowerThan);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--slower-than: " + e.getMessage());
    }
  }
}
