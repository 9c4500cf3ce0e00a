package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.ChangeSet;
import dev.mcpmux.cli.change.FileChange;
import dev.mcpmux.cli.change.FileResult;
import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.ClientFile;
import dev.mcpmux.cli.client.Container;
import dev.mcpmux.cli.client.Shape;
import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.Edit;
import dev.mcpmux.cli.edit.EditException;
import dev.mcpmux.cli.setup.entry.Directories;
import dev.mcpmux.cli.setup.entry.PassEnv;
import dev.mcpmux.cli.setup.entry.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the plan of one run. */
final class Planner {

  private static final String ALL = "mcpmux";

  private final Host host;
  private final Options options;
  private final Judge judge;
  private final OwnConfig config;
  private final List<Group> groups = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();

  /** Entries that are the same server. */
  private static final class Group {
    private Server server;
    private final List<Found> members = new ArrayList<>();
    private String name;
    private boolean fresh;
    private Map<String, Object> entry;

    Group(Server server, Found first) {
      this.server = server;
      members.add(first);
    }

    boolean isOfProjects() {
      return members.stream().allMatch(each -> each.container().project().isPresent());
    }
  }

  private Planner(Host host, Options options) throws IOException {
    this.host = host;
    this.options = options;
    this.judge = new Judge(host, options);
    this.config = OwnConfig.read(host.config());
  }

  /**
   * Plans until every file that is to be changed can be: what an entry becomes depends on the
   * others.
   *
   * @throws IOException if the config of mcpmux cannot be read; the message is for people
   */
  static Plan plan(Host host, Options options, List<ClientFile> files, List<String> notices)
      throws IOException {
    List<Linked> all = Linked.of(files);
    Map<Path, String> problems = new LinkedHashMap<>();
    while (true) {
      int before = problems.size();
      Planner planner = new Planner(host, options);
      planner.notices.addAll(notices);
      planner.notices.addAll(planner.config.notices());
      Plan plan = planner.plan(all, problems);
      if (problems.size() == before) {
        return plan;
      }
    }
  }

  private Plan plan(List<Linked> linked, Map<Path, String> problems) throws IOException {
    Map<Found, Verdict> verdicts = new LinkedHashMap<>();
    for (Linked each : linked) {
      if (!problems.containsKey(each.survey().file().path())) {
        for (Found found : each.survey().entries()) {
          verdicts.put(found, each.judge(found, judge));
        }
      }
      for (Survey other : each.others()) {
        String first = host.shown(each.survey().file().path());
        notices.add(
            host.shown(other.file().path())
                + " is the same file as "
                + first
                + ": it is changed once, by the rules of both clients.");
      }
    }
    List<Survey> surveys = linked.stream().map(Linked::survey).toList();
    keepFromOthers(surveys, verdicts);
    verdicts.forEach(
        (found, verdict) -> {
          if (verdict instanceof Verdict.Move move) {
            group(found, move.server());
          }
        });
    nameGroups();
    List<FileChange> changes = new ArrayList<>();
    List<Plan.FilePlan> files = new ArrayList<>();
    for (Linked each : linked) {
      Survey survey = each.survey();
      Path path = survey.file().path();
      String problem = problems.getOrDefault(path, survey.problem());
      List<Plan.Step> steps = new ArrayList<>();
      Map<String, Map<String, Object>> added = new LinkedHashMap<>();
      if (problem.isEmpty() && survey.text() != null) {
        try {
          FileChange change = change(each, verdicts, steps, added);
          FileResult obstacle = change == null ? null : ChangeSet.obstacle(change);
          if (obstacle != null) {
            problems.put(path, obstacle.why());
          } else if (change != null) {
            changes.add(change);
          }
        } catch (EditException e) {
          problems.put(path, "it cannot be edited: " + e.withPlace());
        }
      }
      files.add(new Plan.FilePlan(survey, problem, steps, added));
    }
    if (groups.stream().anyMatch(group -> group.fresh)) {
      changes.add(0, ownChange());
    } else if (!groups.isEmpty() && !changes.isEmpty()) {
      changes.add(0, config.asItIs());
    }
    tellOfVariables();
    warnOfVariables();
    List<Plan.Target> servers =
        groups.stream()
            .map(each -> new Plan.Target(each.name, each.entry, each.fresh, each.members))
            .toList();
    return new Plan(files, servers, List.copyOf(config.names()), changes, notices);
  }

  private FileChange ownChange() throws IOException {
    for (Group group : groups) {
      if (group.fresh) {
        config.put(group.name, group.entry);
      }
    }
    FileChange change = config.change();
    FileResult obstacle = ChangeSet.obstacle(change);
    if (obstacle != null) {
      throw new IOException(host.shown(config.file()) + ": " + obstacle.why());
    }
    warnOfRepository();
    return change;
  }

  /**
   * A client that has all servers of the config in one entry would have those of every project, and
   * be given what they can reach.
   */
  private void keepFromOthers(List<Survey> surveys, Map<Found, Verdict> verdicts) {
    List<Found> all = Attached.toEverything(surveys, host);
    if (all.isEmpty()) {
      return;
    }
    String who = Lines.and(all.stream().map(each -> each.client().title()).distinct().toList());
    verdicts.replaceAll(
        (found, verdict) ->
            verdict instanceof Verdict.Move && found.container().project().isPresent()
                ? new Verdict.Keep(
                    who + " would get it for all projects, by an entry that starts `mcpmux attach`")
                : verdict);
    if (verdicts.values().stream().anyMatch(Verdict.Move.class::isInstance)) {
      notices.add(
          who
              + (all.size() == 1 ? " has an entry" : " have entries")
              + " that "
              + (all.size() == 1 ? "starts" : "start")
              + " `mcpmux attach`, and will get every server that moves. `attach --only NAME,…`"
              + " in its place says which.");
    }
  }

  private void tellOfVariables() {
    if (groups.stream().anyMatch(each -> each.fresh && each.server.isProgram())) {
      notices.add(
          "A server of the config gets PATH, HOME and the like, and of other variables of your"
              + " shell only those that its entry names: \"passEnv\": [\"NAME\"] passes more.");
    }
  }

  /** A link may lead the config to where secrets are published. */
  private void warnOfRepository() throws IOException {
    Path directory = config.file().toAbsolutePath();
    while (!Files.exists(directory) || !Files.isDirectory(directory)) {
      directory = Files.exists(directory) ? directory.toRealPath() : directory;
      directory = directory.getParent();
    }
    Path root = Directories.root(directory.toRealPath());
    if (Files.exists(root.resolve(".git"))) {
      notices.add(
          host.shown(config.file())
              + " is in the git work tree "
              + host.shown(root)
              + " and may get secrets: see that nobody commits it.");
    }
  }

  private void group(Found found, Server server) {
    for (Group group : groups) {
      if (group.server.isSameAs(server)) {
        group.members.add(found);
        group.server = group.server.passing(server.passEnv());
        return;
      }
    }
    groups.add(new Group(server, found));
  }

  /**
   * Servers of one name: the user's own has it, and those of projects are called by these, all of
   * them. So a name means the same whichever project was found first.
   */
  private void nameGroups() {
    Set<String> several = new HashSet<>(config.names());
    Set<String> once = new HashSet<>();
    for (Group group : groups) {
      String wanted = Names.valid(group.members.get(0).name());
      group.server = group.server.passing(passEnv(group));
      group.name = config.equalTo(group.server, wanted).orElse(null);
      group.fresh = group.name == null;
      if (group.fresh && !once.add(wanted)) {
        several.add(wanted);
      }
    }
    Names names = new Names(config.names());
    for (boolean ofProjects : List.of(false, true)) {
      for (Group group : groups) {
        if (group.fresh && group.isOfProjects() == ofProjects) {
          Found first = group.members.get(0);
          group.name =
              ofProjects && several.contains(Names.valid(first.name()))
                  ? names.telling(first.name(), first.origin())
                  : names.free(first.name(), first.origin());
        }
      }
    }
    groups.forEach(
        group -> group.entry = group.fresh ? group.server.entry() : config.entry(group.name));
  }

  private Set<String> passEnv(Group group) {
    Set<String> environment = host.machine().environment().keySet();
    Set<String> names = new LinkedHashSet<>();
    for (Found member : group.members) {
      names.addAll(PassEnv.of(member.name(), group.server, environment));
    }
    return names;
  }

  /** The server of the config that an entry is to use; empty for none. */
  private String server(Found found) {
    return groups.stream()
        .filter(group -> group.members.contains(found))
        .map(group -> group.name)
        .findFirst()
        .orElse("");
  }

  /** Fills {@code steps} and {@code added}. Returns null where nothing is to be changed. */
  private FileChange change(
      Linked linked,
      Map<Found, Verdict> verdicts,
      List<Plan.Step> steps,
      Map<String, Map<String, Object>> added)
      throws EditException {
    Survey survey = linked.survey();
    Map<String, String> needed = linked.variables(host);
    List<Edit> edits = new ArrayList<>();
    Map<Container, List<Found>> together = new LinkedHashMap<>();
    for (Found found : survey.entries()) {
      Verdict verdict = verdicts.get(found);
      String server = server(found);
      Shape shape = found.client().shape();
      if (verdict instanceof Verdict.Move && options.mode() == Options.Mode.AGGREGATE) {
        together.computeIfAbsent(found.container(), key -> new ArrayList<>()).add(found);
      } else if (verdict instanceof Verdict.Move move) {
        Map<String, String> handedOn = new LinkedHashMap<>(move.handedOn());
        handedOn.putAll(needed);
        edits(edits, found, shape.moved(found.members(), host.named(server), handedOn));
      } else if (verdict instanceof Verdict.Wrap wrap) {
        edits(edits, found, shape.wrapped(found.members(), wrap.words()));
        edits(edits, found, shape.handingOn(found.members(), needed));
      }
    }
    ConfigText text = survey.text().edited(edits);
    for (Map.Entry<Container, List<Found>> each : together.entrySet()) {
      for (Found found : each.getValue()) {
        text = text.remove(found.path());
      }
      List<String> path = path(text, each.getKey(), survey.file().client());
      Map<String, Object> entry = together(linked, each.getValue(), verdicts, entry(text, path));
      text = text.set(path, entry);
      added.put(String.join(".", path), entry);
    }
    for (Found found : survey.entries()) {
      Verdict verdict = verdicts.get(found);
      steps.add(new Plan.Step(found, verdict, server(found), entry(text, found.path())));
    }
    byte[] after = text.bytes();
    return steps.stream().anyMatch(Plan.Step::changes)
        ? new FileChange(survey.file().path(), survey.bytes(), after, false)
        : null;
  }

  private static void edits(List<Edit> edits, Found found, List<Shape.Change> changes) {
    for (Shape.Change change : changes) {
      List<String> path = found.path();
      path.addAll(change.path());
      edits.add(change.value() == null ? Edit.remove(path) : Edit.set(path, change.value()));
    }
  }

  /**
   * Where the one entry for all of them is to be: one of an earlier run, or a name that is free.
   */
  private List<String> path(ConfigText text, Container container, Client client) {
    List<String> path = new ArrayList<>(container.path());
    path.add(ALL);
    for (int n = 1;
        text.has(path) && Attached.only(client.shape(), entry(text, path)).isEmpty();
        n++) {
      path.set(path.size() - 1, ALL + "-servers" + (n == 1 ? "" : "-" + n));
    }
    return path;
  }

  private Map<String, Object> together(
      Linked linked,
      List<Found> entries,
      Map<Found, Verdict> verdicts,
      Map<String, Object> earlier) {
    Client client = linked.survey().file().client();
    Set<String> names = new LinkedHashSet<>();
    Map<String, Object> handedOn = new LinkedHashMap<>();
    if (earlier != null) {
      names.addAll(Attached.only(client.shape(), earlier));
      handedOn.putAll(Attached.variables(client.shape(), earlier));
    }
    entries.forEach(found -> names.add(server(found)));
    Map<String, Object> entry = new LinkedHashMap<>(earlier == null ? Map.of() : earlier);
    entry.putAll(client.shape().fresh(host.only(List.copyOf(names))));
    entries.forEach(found -> handedOn.putAll(((Verdict.Move) verdicts.get(found)).handedOn()));
    handedOn.putAll(linked.variables(host));
    if (!handedOn.isEmpty()) {
      entry.put(client.shape().env(), handedOn);
    }
    return entry;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> entry(ConfigText text, List<String> path) {
    return text.get(path) instanceof Map<?, ?> map ? (Map<String, Object>) map : null;
  }

  private void warnOfVariables() {
    Set<String> missing = new LinkedHashSet<>();
    for (Group group : groups) {
      for (String text : group.server.texts()) {
        dev.mcpmux.cli.client.Variables.names(text).stream()
            .filter(name -> !text.contains("${" + name + ":-"))
            .filter(name -> !host.machine().environment().containsKey(name))
            .forEach(missing::add);
      }
    }
    if (!missing.isEmpty()) {
      notices.add(
          String.join(", ", missing)
              + (missing.size() == 1 ? " is" : " are")
              + " not set in this shell: a session that lacks a variable is refused its server.");
    }
  }
}
