package dev.mcpmux.cli.find;

import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.home.Switches;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.search.Nearness;
import dev.mcpmux.core.search.ToolIndex;
import dev.mcpmux.core.search.ToolText;
import dev.mcpmux.core.search.ToolTexts;
import dev.mcpmux.core.text.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** Says which tools of which servers fit a wish. */
@Command(
    name = "find",
    description = {
      "Find the tools that fit a wish in plain words, and say which server has them.",
      "Servers whose tools mcpmux does not know yet are started for that."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mcpmux find create an issue in the tracker",
      "  mcpmux find --server github -n 3 'who changed this file'"
    })
public final class FindCommand implements Callable<Integer> {
  private static final int LIMIT = 10;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(arity = "0..*", paramLabel = "WISH", description = "What the tool is to do.")
  private List<String> wish = List.of();

  @Option(
      names = "--server",
      paramLabel = "NAME",
      description = "Only tools of this server. Default: all of the config.")
  private String server;

  @Option(
      names = "-n",
      paramLabel = "TOOLS",
      description = "How many tools at most. Default: ${DEFAULT-VALUE}.",
      defaultValue = "" + LIMIT)
  private int limit;

  @Option(
      names = "--tools",
      paramLabel = "FILE",
      description =
          "Search this file in place of the servers: a line for each tool, a JSON object with"
              + " server, name, description and inputSchema; and, if you want, one for each server,"
              + " with server and instructions.")
  private Path file;

  @Option(
      names = "--model",
      paramLabel = "JAR",
      description =
          "Look at what tools mean as well, by this model. Default: find.model of the config.")
  private Path model;

  @Option(
      names = "--stdin",
      description =
          "Read wishes from standard input, a line each: {\"query\": \"...\"}. Needs --json.")
  private boolean stdin;

  @Option(
      names = "--json",
      description = "For each wish, print a JSON array of SERVER/TOOL, best first.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (stdin != wish.isEmpty() || stdin && !json) {
      throw new ParameterException(
          spec.commandLine(),
          stdin ? "--stdin takes no WISH and needs --json" : "a WISH is missing");
    }
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "-n: expected at least 1, found " + limit);
    }
    ToolIndex index = file == null ? ofServers() : ofFile(file);
    try (ToolMeanings meanings = new ToolMeanings(model())) {
      return answer(index, meanings);
    }
  }

  private int answer(ToolIndex index, ToolMeanings meanings) throws IOException {
    if (stdin) {
      return answerAll(index, meanings) ? ExitCode.OK : ExitCode.FAILURE;
    }
    List<ToolIndex.Hit> hits = find(index, meanings, String.join(" ", wish));
    if (json) {
      System.out.println(array(hits));
    } else {
      System.out.print(hits.isEmpty() ? nothing(index) : text(hits));
    }
    return hits.isEmpty() ? ExitCode.FAILURE : ExitCode.OK;
  }

  private List<ToolIndex.Hit> find(ToolIndex index, ToolMeanings meanings, String text) {
    Nearness nearness = meanings.to(text, index.tools());
    return index.find(
        text, tool -> server == null || tool.server().equals(server), tool -> 1, nearness, limit);
  }

  /** A file of tools can be searched whatever the config is like. */
  private Optional<Path> model() throws Exception {
    if (model != null) {
      return Optional.of(model.toAbsolutePath());
    }
    try {
      return config(common.home()).aggregate().model().map(Path::of);
    } catch (ConfigException | IOException e) {
      if (file == null) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static MuxConfig config(Home home) throws ConfigException, IOException {
    return new ConfigFiles(home.config()).loadWhatIsRight().config().config();
  }

  private ToolIndex ofServers() throws Exception {
    Home home = common.home();
    ServedTools.Found found = new ServedTools(home).of(servers(home));
    found
        .failed()
        .forEach(
            (name, why) ->
                System.err.print(
                    Paragraph.of(
                        "mcpmux: ",
                        "    ",
                        Printable.line("not searched: " + name + ": " + why, 400))));
    ToolIndex index = new ToolIndex();
    found
        .servers()
        .forEach(
            (name, its) -> {
              index.put(name, its.tools());
              index.describe(name, its.instructions());
            });
    return index;
  }

  private List<String> servers(Home home) throws Exception {
    MuxConfig config = Switches.load(home.switches()).over(config(home));
    List<String> names =
        config.servers().values().stream()
            .map(ServerConfig::name)
            .filter(name -> !config.disabled().contains(name))
            .filter(name -> server == null || name.equals(server))
            .toList();
    if (server != null && config.disabled().contains(server)) {
      throw new IOException(
          "server \"" + server + "\" is disabled; to search it: mcpmux enable " + server);
    } else if (names.isEmpty()) {
      throw new IOException(
          server == null
              ? "there is no server in "
                  + home.config()
                  + " that is on; mcpmux setup takes those of your clients"
              : "there is no server named \""
                  + server
                  + "\" in "
                  + home.config()
                  + "; see: mcpmux ls");
    }
    return names;
  }

  private static ToolIndex ofFile(Path file) throws IOException {
    Map<String, List<ToolText>> servers = new LinkedHashMap<>();
    ToolIndex index = new ToolIndex();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        ToolText tool = ToolTexts.ofObject(line.getBytes(StandardCharsets.UTF_8));
        if (tool != null) {
          servers.computeIfAbsent(tool.server(), none -> new ArrayList<>()).add(tool);
        } else {
          describe(index, line);
        }
      } catch (JacksonException e) {
        throw new IOException(file + ", line " + number + ": " + e.getOriginalMessage(), e);
      }
    }
    servers.forEach(index::put);
    return index;
  }

  /** A line that is no tool may be what a server says of itself. */
  private static void describe(ToolIndex index, String line) {
    String server = RawJson.string(line, "server");
    String instructions = RawJson.string(line, "instructions");
    if (server != null && instructions != null) {
      index.describe(server, instructions);
    }
  }

  /** Returns whether each line is a wish; one that is none has an answer, too, and is named. */
  private boolean answerAll(ToolIndex index, ToolMeanings meanings) throws IOException {
    boolean right = true;
    int number = 0;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      number++;
      if (!line.isBlank()) {
        String query = RawJson.string(line, "query");
        if (query == null) {
          right = false;
          System.err.println("mcpmux: line " + number + ": expected {\"query\": \"...\"}");
        }
        out.println(array(query == null ? List.of() : find(index, meanings, query)));
      }
    }
    out.flush();
    return right;
  }

  private static String array(List<ToolIndex.Hit> hits) {
    return hits.stream()
        .map(hit -> Printable.json(RawJson.quote(hit.tool().server() + "/" + hit.tool().name())))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String nothing(ToolIndex index) {
    return Paragraph.of(
        "",
        "",
        "None of "
            + index.size()
            + " tools has a word of that. Say it in other words, or see what there is: mcpmux"
            + " try NAME");
  }

  private static String text(List<ToolIndex.Hit> hits) {
    StringBuilder text = new StringBuilder();
    for (ToolIndex.Hit hit : hits) {
      ToolText tool = hit.tool();
      text.append(Printable.line(tool.server() + "  " + tool.name(), Paragraph.COLUMNS));
      text.append('\n');
      String says = tool.description().isBlank() ? tool.title() : tool.description();
      if (!says.isBlank()) {
        text.append("    ").append(Printable.line(says.strip(), Paragraph.COLUMNS - 4));
        text.append('\n');
      }
    }
    return text.toString();
  }
}
