package dev.mcpmux.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells the token that clients over HTTP must send. */
@Command(
    name = "token",
    description = "Print the token that clients over HTTP must send; it is made if there is none.")
final class TokenCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(
      names = "--rotate",
      description =
          "Make a new one first. A daemon that runs takes the old one until it is started again.")
  private boolean rotate;

  @Override
  public Integer call() throws Exception {
    HttpToken token = new HttpToken(common.home().httpToken());
    System.out.println(rotate ? token.rotate() : token.get());
    return ExitCode.OK;
  }
}
