package dev.mcpmux.cli.command;

import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.RecordedJava;
import dev.mcpmux.cli.setup.ChangeOptions;
import dev.mcpmux.cli.setup.Host;
import dev.mcpmux.cli.setup.Options;
import dev.mcpmux.cli.setup.Question;
import dev.mcpmux.cli.setup.Setup;
import dev.mcpmux.cli.setup.Undo;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.PrivateDirectory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has clients use mcpmux. */
@Command(
    name = "setup",
    description = {
      "Have the clients on this machine share their servers.",
      "Shows what would change in their files, asks once, and writes. Copies are kept."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mcpmux setup               all clients",
      "  mcpmux setup cursor        one of them",
      "  mcpmux setup .mcp.json     a file of a project",
      "  mcpmux setup --undo        everything as it was"
    })
public final class SetupCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Mixin private ChangeOptions change;

  @Parameters(
      paramLabel = "CLIENT|FILE",
      arity = "0..*",
      description =
          "Only these clients (claude-code, cursor, codex ...), or files of a project. Default:"
              + " all clients that are here.")
  private List<String> words = List.of();

  @ArgGroup private Mode mode;

  @Option(names = "--remote", description = "Move remote servers as well.")
  private boolean remote;

  @Option(
      names = "--merge",
      description = "With --undo: in files edited since, take back only what setup wrote.")
  private boolean merge;

  /** One of these. */
  static final class Mode {
    @Option(names = "--wrap", description = "Leave commands and secrets in the clients' entries.")
    private boolean wrap;

    @Option(names = "--aggregate", description = "Give each client one entry for all servers.")
    private boolean aggregate;

    @Option(names = "--undo", description = "Take back what setup has done.")
    private boolean undo;
  }

  @Override
  public Integer call() throws IOException {
    boolean undo = mode != null && mode.undo;
    if (merge && !undo) {
      throw new ParameterException(spec.commandLine(), "--merge belongs to --undo");
    }
    if (undo && !words.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--undo takes back everything, no names");
    }
    Options options = change.options(mode(), remote);
    Question question = Question.atTerminal(System.out);
    Host host = SetupHost.of(common);
    if (undo && !options.json()) {
      System.out.print(SetupHost.sessions(common));
    }
    try {
      boolean done = undo ? undo(host, options, question) : setup(host, options, question);
      return done ? ExitCode.OK : ExitCode.FAILURE;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private boolean undo(Host host, Options options, Question question) throws IOException {
    Undo undo = new Undo(host, options, question, System.out, System.err);
    boolean done = undo.run(merge);
    if (undo.isAgreed()) {
      SetupHost.reload(common);
    }
    return done;
  }

  private boolean setup(Host host, Options options, Question question) throws IOException {
    if (!options.dryRun()) {
      SetupHost.checkUser(host.machine().home(), PrivateDirectory.uid());
    }
    Setup setup = new Setup(host, options, question, System.out, System.err);
    boolean done = setup.run(words);
    if (setup.isAgreed()) {
      RecordedJava.write(common.home());
    }
    if (setup.hasWritten()) {
      SetupHost.reload(common);
    }
    return done;
  }

  private Options.Mode mode() {
    if (mode != null && mode.wrap) {
      return Options.Mode.WRAP;
    }
    return mode != null && mode.aggregate ? Options.Mode.AGGREGATE : Options.Mode.MOVE;
  }
}
