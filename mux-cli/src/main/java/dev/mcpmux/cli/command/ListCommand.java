package dev.mcpmux.cli.command;

import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.home.Switches;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.cli.text.TextTable;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.text.Printable;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the servers of the config, whether a daemon runs or not. */
@Command(
    name = "ls",
    aliases = "list",
    description = "List the servers of the config; status shows what runs.")
public final class ListCommand implements Callable<Integer> {

  private static final int MAX_CELL = 36;
  private static final int MAX_SERVERS = 42;

  @Mixin private CommonOptions common;

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Home home = common.home();
    ConfigFiles.Partial read = new ConfigFiles(home.config()).loadWhatIsRight();
    MuxConfig config = Switches.load(home.switches()).over(read.config().withContext());
    if (json) {
      System.out.println(Printable.json(json(config)));
      return ExitCode.OK;
    }
    if (config.servers().isEmpty()) {
      System.out.println("There is no server in " + home.config() + ".");
      return ExitCode.OK;
    }
    TextTable table = new TextTable("lll").row("SERVER", "STATE", "RUNS");
    for (ServerConfig server : config.servers().values()) {
      table.row(cell(server.name()), state(server, config), cell(runs(server)));
    }
    System.out.print(table);
    if (!config.aggregate().profiles().isEmpty()) {
      TextTable profiles = new TextTable("ll").row("PROFILE", "SERVERS");
      config
          .aggregate()
          .profiles()
          .forEach((name, profile) -> profiles.row(cell(name), servers(profile)));
      System.out.print("\n" + profiles);
    }
    return ExitCode.OK;
  }

  private static String cell(String text) {
    return Printable.line(text, MAX_CELL);
  }

  /** With an asterisk behind those of which it takes some tools. */
  private static String servers(Profile profile) {
    String names =
        profile.servers().entrySet().stream()
            .map(each -> each.getKey() + (each.getValue().isNone() ? "" : "*"))
            .collect(Collectors.joining(", "));
    return Printable.line(names, MAX_SERVERS);
  }

  private static String state(ServerConfig server, MuxConfig config) {
    if (server.launch() instanceof LaunchTemplate.Unusable) {
      return "wrong";
    }
    return config.disabled().contains(server.name()) ? "off" : "on";
  }

  /** The program or the machine, and nothing behind it, which may be a credential. */
  private static String runs(ServerConfig server) {
    if (server.launch() instanceof LaunchTemplate.Program program) {
      return program.command().substring(program.command().lastIndexOf('/') + 1);
    } else if (server.launch() instanceof LaunchTemplate.Remote remote) {
      return host(remote.url());
    }
    return server.launch() instanceof LaunchTemplate.InProcess ? "in process" : "";
  }

  private static String host(String url) {
    try {
      URI uri = URI.create(url);
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return uri.getHost() == null
          ? "a remote one"
          : uri.getScheme() + "://" + uri.getHost() + port;
    } catch (IllegalArgumentException e) {
      return "a remote one";
    }
  }

  private static String json(MuxConfig config) {
    StringBuilder json = new StringBuilder("{\"servers\":[");
    String comma = "";
    for (ServerConfig server : config.servers().values()) {
      json.append(comma).append("{\"name\":").append(RawJson.quote(server.name()));
      json.append(",\"state\":\"").append(state(server, config)).append('"');
      json.append(",\"runs\":").append(RawJson.quote(runs(server))).append('}');
      comma = ",";
    }
    json.append("],\"profiles\":{");
    comma = "";
    for (Map.Entry<String, Profile> profile : config.aggregate().profiles().entrySet()) {
      json.append(comma).append(RawJson.quote(profile.getKey())).append(":[");
      String names =
          profile.getValue().servers().keySet().stream()
              .map(RawJson::quote)
              .collect(Collectors.joining(","));
      json.append(names).append(']');
      comma = ",";
    }
    return json.append("}}").toString();
  }
}
