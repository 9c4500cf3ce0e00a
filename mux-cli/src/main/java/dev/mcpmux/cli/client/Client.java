package dev.mcpmux.cli.client;

import dev.mcpmux.cli.edit.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A program that uses MCP servers, and how it has them in its files. */
public final class Client {

  private final String id;
  private final String title;
  private final Function<Machine, List<Path>> userFiles;
  private Function<Machine, List<Path>> traces;
  private List<String> projectFiles = List.of();
  private List<String> servers = List.of("mcpServers");
  private Layout layout = Layout.at("mcpServers");
  private Format format = Format.JSONC;
  private Shape shape = Shape.USUAL;
  private Variables variables = Variables.NONE;
  private boolean wholeEnvironment;
  private boolean namesProject;
  private boolean rewrites;
  private boolean outsideProjects;

  /** The methods that change it are for {@link Clients} alone, while it is made. */
  Client(String id, String title, Function<Machine, List<Path>> userFiles) {
    this.id = id;
    this.title = title;
    this.userFiles = userFiles;
    this.traces = machine -> userFiles.apply(machine).stream().map(Path::getParent).toList();
  }

  Client tracedBy(Function<Machine, List<Path>> directories) {
    traces = directories;
    return this;
  }

  Client inProject(String... files) {
    projectFiles = List.of(files);
    return this;
  }

  Client servers(String... path) {
    servers = List.of(path);
    layout = Layout.at(path);
    return this;
  }

  Client layout(Layout where) {
    layout = where;
    return this;
  }

  Client format(Format language) {
    format = language;
    return this;
  }

  Client shape(Shape entry) {
    shape = entry;
    return this;
  }

  Client variables(Variables form) {
    variables = form;
    return this;
  }

  Client handsOnEverything() {
    wholeEnvironment = true;
    return this;
  }

  Client namesItsProject() {
    namesProject = true;
    return this;
  }

  Client withoutProjects() {
    outsideProjects = true;
    return this;
  }

  Client rewritesItsFile() {
    rewrites = true;
    return this;
  }

  /** As people type it. */
  public String id() {
    return id;
  }

  /** As people call it. */
  public String title() {
    return title;
  }

  /** The language of its files; comments and trailing commas only where the client takes them. */
  public Format format() {
    return format;
  }

  public Shape shape() {
    return shape;
  }

  public Variables variables() {
    return variables;
  }

  /** The names that lead to the servers in a file that says nothing else. */
  public List<String> servers() {
    return servers;
  }

  Layout layout() {
    return layout;
  }

  /** Whether a server gets all variables that the client has. */
  public boolean wholeEnvironment() {
    return wholeEnvironment;
  }

  /** Whether it tells servers its project, by {@code CLAUDE_PROJECT_DIR}. */
  public boolean namesProject() {
    return namesProject;
  }

  /** Whether a server is started in the directory that is worked in. */
  public boolean startsInProject() {
    return !outsideProjects;
  }

  /** Whether it writes into its file whenever it runs, beside the servers in it. */
  public boolean rewrites() {
    return rewrites;
  }

  /** Whether there is anything of it on a machine. */
  public boolean isHere(Machine machine) {
    return userFiles.apply(machine).stream().anyMatch(Files::exists)
        || traces.apply(machine).stream().anyMatch(Files::isDirectory);
  }

  /** The user's own files, whether they exist or not. */
  public List<ClientFile> userFiles(Machine machine) {
    Set<Path> paths = new LinkedHashSet<>(userFiles.apply(machine));
    return paths.stream().map(path -> new ClientFile(this, path, Optional.empty())).toList();
  }

  /** The files of a project, whether they exist or not. */
  public List<ClientFile> projectFiles(Path directory) {
    return projectFiles.stream()
        .map(file -> new ClientFile(this, directory.resolve(file), Optional.of(directory)))
        .toList();
  }

  /** If the path is that of a file in some project, that. */
  Optional<ClientFile> ofProject(Path path) {
    for (String file : projectFiles) {
      Path relative = Path.of(file);
      if (path.endsWith(relative)) {
        Path directory = path;
        for (int i = 0; i < relative.getNameCount(); i++) {
          directory = directory.getParent();
        }
        return Optional.of(new ClientFile(this, path, Optional.of(directory)));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return id;
  }
}
