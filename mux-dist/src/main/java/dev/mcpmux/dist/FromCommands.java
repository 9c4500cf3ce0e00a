package dev.mcpmux.dist;

import dev.mcpmux.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the man pages and the completions of a command with all of its subcommands. */
public final class FromCommands {

  private final CommandLine top;
  private final String name;

  FromCommands(CommandLine top) {
    this.top = top;
    this.name = top.getCommandName();
  }

  /**
   * @param args a directory, what stands at the foot of a page on the left (a date) and in the
   *     middle (a version)
   */
  public static void main(String[] args) throws IOException {
    FromCommands made = new FromCommands(new CommandLine(new Main()));
    Path directory = Path.of(args[0]);
    made.manPages(Files.createDirectories(directory.resolve("man/man1")), args[1], args[2]);
    made.completions(directory.resolve("completions"));
  }

  private void manPages(Path directory, String date, String version) throws IOException {
    for (ManPage page : ManPage.all(top)) {
      Files.writeString(directory.resolve(page.name() + ".1"), page.text(date, version));
    }
  }

  private void completions(Path directory) throws IOException {
    // a script that is read by a shell needs no first line for the system
    String bash = AutoComplete.bash(name, top).replaceFirst("\\A#!.*\\R", "");
    write(directory.resolve("bash").resolve(name), bash);
    write(directory.resolve("zsh").resolve("_" + name), zsh(bash));
    write(directory.resolve("fish").resolve(name + ".fish"), new FishCompletion(top).text());
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /**
   * The script is for both shells, but for a word that zsh does not have; zsh loads this one when
   * the command is completed first.
   */
  String zsh(String bash) {
    return "#compdef "
        + name
        + "\n"
        + bash.replace("compopt ", ": ")
        + "\n# from now on it is called by itself; this time it is not yet\n_bash_complete -o default -F _complete_"
        + name
        + "\n";
  }
}
