package dev.mcpmux.dist;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A completion script for fish, for which picocli has none. */
final class FishCompletion {

  private final CommandLine top;
  private final StringBuilder text = new StringBuilder();

  FishCompletion(CommandLine top) {
    this.top = top;
  }

  String text() {
    text.append("# completion of ").append(top.getCommandName()).append(" for fish\n");
    line("", "-f"); // files only where one is expected
    command(top, List.of());
    return text.toString();
  }

  private void command(CommandLine line, List<String> path) {
    CommandSpec command = line.getCommandSpec();
    List<String> names = new ArrayList<>();
    for (CommandLine below : ManPage.shown(line)) {
      names.add(below.getCommandName());
    }
    String here = condition(path, names);
    for (CommandLine below : ManPage.shown(line)) {
      String[] description = below.getCommandSpec().usageMessage().description();
      line(here, "-a " + quoted(below.getCommandName()) + described(description));
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        option(here, option);
      }
    }
    if (command.positionalParameters().stream().anyMatch(FishCompletion::isFile)) {
      line(here, "-F");
    }
    for (CommandLine below : ManPage.shown(line)) {
      List<String> longer = new ArrayList<>(path);
      longer.add(below.getCommandName());
      command(below, longer);
    }
  }

  /** All words of the path are there, and none that leads further. */
  private static String condition(List<String> path, List<String> further) {
    List<String> conditions = new ArrayList<>();
    path.forEach(word -> conditions.add("__fish_seen_subcommand_from " + word));
    if (!further.isEmpty()) {
      conditions.add("not __fish_seen_subcommand_from " + String.join(" ", further));
    }
    return String.join("; and ", conditions);
  }

  private void option(String here, OptionSpec option) {
    StringBuilder words = new StringBuilder();
    for (String name : option.names()) {
      if (name.startsWith("--")) {
        words.append(" -l ").append(name.substring(2));
      } else if (name.length() == 2) {
        words.append(" -s ").append(name.substring(1));
      }
    }
    if (option.arity().max() > 0) {
      words.append(isFile(option) ? " -r -F" : " -x");
    }
    line(here, words.substring(1) + described(option.description()));
  }

  private static boolean isFile(ArgSpec argument) {
    return argument.type() == Path.class
        || argument.type() == File.class
        || argument.paramLabel().contains("DIR")
        || argument.paramLabel().contains("FILE");
  }

  private void line(String condition, String words) {
    text.append("complete -c ").append(top.getCommandName());
    if (!condition.isEmpty()) {
      text.append(" -n ").append(quoted(condition));
    }
    text.append(' ').append(words).append('\n');
  }

  private static String described(String[] description) {
    return description.length == 0 ? "" : " -d " + quoted(firstSentence(description[0]));
  }

  private static String firstSentence(String line) {
    String text = Help.Ansi.OFF.string(String.format(line));
    return text.split("[.:;](\\s|$)", 2)[0].strip();
  }

  private static String quoted(String word) {
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
