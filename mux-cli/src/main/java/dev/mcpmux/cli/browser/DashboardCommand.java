package dev.mcpmux.cli.browser;

import dev.mcpmux.cli.attach.DaemonStart;
import dev.mcpmux.cli.dashboard.DashboardCalls;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.DaemonControl;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.system.ClientEnvironment;
import dev.mcpmux.cli.system.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Opens the page that shows what the daemon does. */
@Command(
    name = "dashboard",
    description = {
      "Open a page in the browser that shows servers, sessions, logs and traffic, live.",
      "The link works once, within a minute, and only on this machine. A daemon is started if none"
          + " runs."
    })
public final class DashboardCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(names = "--no-open", description = "Print the link, and start no browser.")
  private boolean noOpen;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where the page is served, if it is not yet. Default: 7338, or any free one.")
  private Integer port;

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    Map<String, String> environment = ClientEnvironment.get();
    DaemonStart.ensure(home, environment);
    String url = open(home);
    boolean opens = !noOpen && Browser.open(url, environment);
    System.out.println(url);
    System.out.println(
        opens
            ? "It opens in your browser now. The link works once, within a minute."
            : "Open this in a browser of this machine: it works once, within a minute.");
    if (environment.containsKey("SSH_CONNECTION") && !opens) {
      int served = URI.create(url).getPort();
      System.out.println(
          "From another machine: ssh -L "
              + served
              + ":127.0.0.1:"
              + served
              + " HOST, then the link.");
    }
    return ExitCode.OK;
  }

  private String open(Home home) throws IOException {
    String wanted = port == null ? null : String.valueOf(port);
    try (DaemonControl control = DaemonControl.call(home, DashboardCalls.CALL, wanted)) {
      if (control == null) {
        throw new IOException("the daemon has ended; try again");
      }
      return String.valueOf(control.result().get("url"));
    } catch (DaemonControl.RefusedException e) {
      if (e.reason().equals("bad-hello")) {
        throw new IOException(
            "the daemon that runs is of an earlier version; \"mcpmux restart --daemon\" replaces it");
      }
      throw e;
    }
  }
}
