package dev.mcpmux.cli.command;

import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.core.ServerFacts;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be done with a config without a daemon. */
@Command(
    name = "config",
    description = "Check a config file without starting anything.",
    subcommands = ConfigCommand.Check.class)
public final class ConfigCommand implements Runnable {

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine.usage(spec.commandLine(), System.out);
  }

  /** Reads a config as the daemon would. */
  @Command(
      name = "check",
      description = {
        "Name everything that is wrong with a config.",
        "It reads the servers.d beside it as well; what is wrong is named with line and column.",
        "Warnings leave the exit code at 0, errors make it 1."
      })
  static final class Check implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = "The config file. Default: that of the home.")
    private Path file;

    @Override
    public Integer call() throws IOException {
      Path path = file != null ? file : common.home().config();
      ConfigFiles files = new ConfigFiles(path);
      try {
        if (!Files.exists(path) && (file != null || files.dropInFiles().isEmpty())) {
          throw new IOException("there is no config file " + path);
        }
        ConfigFile config = files.load();
        List<String> errors = new ArrayList<>(config.errors());
        config.missing().ifPresent(why -> errors.add(path + ": " + why));
        complain(errors);
        warn(config.warnings());
        if (!errors.isEmpty()) {
          return ExitCode.FAILURE;
        }
        int servers = config.config().servers().size();
        int warnings = config.warnings().size();
        System.out.println(
            path
                + " is right: "
                + Counted.of(servers, "server")
                + (warnings == 0 ? "" : ", " + Counted.of(warnings, "warning")));
        MuxConfig read = config.config();
        read.servers()
            .forEach(
                (name, server) ->
                    System.out.println(
                        "  " + name + ": scope " + ServerFacts.explainScope(server, read)));
        return ExitCode.OK;
      } catch (ConfigException e) {
        complain(e.messages());
        warn(e.warnings());
        return ExitCode.FAILURE;
      }
    }

    private static void complain(List<String> errors) {
      errors.forEach(message -> System.err.println("error: " + Printable.lines(message)));
    }

    private static void warn(List<String> warnings) {
      warnings.forEach(warning -> System.err.println("warning: " + Printable.lines(warning)));
    }
  }
}
