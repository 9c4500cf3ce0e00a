package dev.mcpmux.dist;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The page of one command, as {@code man} reads it. */
final class ManPage {

  private static final String FILES =
      """
      .SH FILES
      .TP
      .I ~/.config/mcpmux/config.json
      the servers, in the format of clients
      .TP
      .I ~/.local/state/mcpmux/logs
      the logs of the daemon and of each server
      """;

  private final CommandSpec command;
  private final UsageMessageSpec usage;

  private ManPage(CommandLine line) {
    command = line.getCommandSpec();
    usage = command.usageMessage();
  }

  /** The page of a command and those of all below it that are shown. */
  static List<ManPage> all(CommandLine line) {
    List<ManPage> pages = new ArrayList<>();
    pages.add(new ManPage(line));
    shown(line).forEach(below -> pages.addAll(all(below)));
    return pages;
  }

  /** Each once, whatever other names it has. */
  static Set<CommandLine> shown(CommandLine line) {
    Set<CommandLine> shown = new LinkedHashSet<>();
    for (Map.Entry<String, CommandLine> below : line.getSubcommands().entrySet()) {
      if (!below.getValue().getCommandSpec().usageMessage().hidden()) {
        shown.add(below.getValue());
      }
    }
    return shown;
  }

  /** As in {@code mcpmux-config-check}. */
  String name() {
    return command.qualifiedName("-");
  }

  String text(String date, String version) {
    Roff page = new Roff();
    page.title(name().toUpperCase(Locale.ROOT), date, version);
    page.section("NAME").text(name() + " - " + summary(command));
    page.section("SYNOPSIS").asItIs(synopsis());
    page.section("DESCRIPTION").paragraphs(lines(usage.description()));
    arguments(page);
    subcommands(page);
    exitCodes(page);
    footer(page);
    if (command.parent() == null) {
      page.raw(FILES);
    }
    seeAlso(page);
    return page.toString();
  }

  /** The first sentence, as part of a longer one. */
  private static String summary(CommandSpec command) {
    String all = String.join(" ", lines(command.usageMessage().description()));
    String first = all.split("[.:;](\\s|$)", 2)[0].strip();
    return first.isEmpty() ? command.qualifiedName() : first;
  }

  private List<String> synopsis() {
    Help help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
    List<String> lines = new ArrayList<>();
    for (String line : help.synopsis(0).lines().toList()) {
      lines.add(line.strip());
    }
    return lines;
  }

  private void arguments(Roff page) {
    List<PositionalParamSpec> positionals =
        command.positionalParameters().stream().filter(it -> !it.hidden()).toList();
    if (!positionals.isEmpty()) {
      page.section("ARGUMENTS");
      positionals.forEach(it -> page.item(it.paramLabel(), description(it)));
    }
    List<OptionSpec> options = command.options().stream().filter(it -> !it.hidden()).toList();
    if (!options.isEmpty()) {
      page.section("OPTIONS");
      options.forEach(it -> page.item(names(it), description(it)));
    }
  }

  private static String names(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  private static List<String> description(ArgSpec argument) {
    return lines(argument.description());
  }

  private void subcommands(Roff page) {
    Set<CommandLine> below = shown(command.commandLine());
    if (!below.isEmpty()) {
      page.section("COMMANDS");
      for (CommandLine one : below) {
        page.item(
            one.getCommandName(),
            lines(one.getCommandSpec().usageMessage().description()).stream().limit(1).toList());
      }
    }
  }

  private void exitCodes(Roff page) {
    if (!usage.exitCodeList().isEmpty()) {
      page.section("EXIT STATUS");
      usage.exitCodeList().forEach((code, what) -> page.item(code, lines(what)));
    }
  }

  private void footer(Roff page) {
    List<String> lines = lines(usage.footer());
    if (lines.isEmpty()) {
      return;
    }
    String heading = String.join("", lines(usage.footerHeading())).replace(":", "").strip();
    if (heading.isEmpty()) {
      page.section("NOTES").paragraphs(lines);
    } else {
      page.section(heading.toUpperCase(Locale.ROOT)).asItIs(lines);
    }
  }

  private void seeAlso(Roff page) {
    List<String> pages = new ArrayList<>();
    for (CommandSpec above = command.parent(); above != null; above = above.parent()) {
      pages.add(0, above.qualifiedName("-") + "(1)");
    }
    for (CommandLine below : shown(command.commandLine())) {
      pages.add(below.getCommandSpec().qualifiedName("-") + "(1)");
    }
    page.section("SEE ALSO").text(String.join(", ", pages));
  }

  /** Without the marks of format strings and colours. */
  private static List<String> lines(String... texts) {
    List<String> lines = new ArrayList<>();
    for (String text : texts) {
      String plain = Help.Ansi.OFF.string(String.format(text));
      lines.addAll(plain.isEmpty() ? List.of("") : plain.lines().toList());
    }
    return lines;
  }
}
