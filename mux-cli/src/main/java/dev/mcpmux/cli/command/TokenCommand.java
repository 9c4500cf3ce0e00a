package dev.mcpmux.cli.command;

import dev.mcpmux.cli.daemon.HttpToken;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells the token that clients over HTTP must send. */
@Command(
    name = "token",
    description = {
      "Print the token that clients over HTTP must send.",
      "It is made if there is none."
    })
public final class TokenCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(
      names = "--rotate",
      description =
          "Make a new one first. A daemon that runs takes only that from then on, and ends the"
              + " sessions that were opened with the one before.")
  private boolean rotate;

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    HttpToken token = new HttpToken(home.httpToken());
    System.out.println(rotate ? token.rotate() : token.get());
    if (rotate) {
      tellDaemon(home);
    }
    return ExitCode.OK;
  }

  /** It would notice by itself, but the old token is no good only when it has. */
  private static void tellDaemon(Home home) throws IOException {
    try (DaemonControl told = DaemonControl.call(home, "token")) {
      Object ended = told == null ? "0" : told.result().get("ended");
      if (!"0".equals(ended)) {
        System.err.println("HTTP sessions that have ended with the token before: " + ended);
      }
    } catch (DaemonControl.RefusedException e) {
      throw new IOException("the daemon goes on with the token before: " + e.getMessage());
    }
  }
}
