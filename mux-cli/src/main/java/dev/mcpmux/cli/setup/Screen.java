package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.FileResult;
import dev.mcpmux.cli.change.Outcome;
import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.Scope;
import dev.mcpmux.cli.setup.entry.Secrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A plan, and what came of it, for people. */
final class Screen {

  private static final int WIDEST_NAME = 24;

  private static final Set<String> NESTED = Set.of("command", "transport");

  private final Host host;
  private final Plan plan;

  Screen(Host host, Plan plan) {
    this.host = host;
    this.plan = plan;
  }

  /** What was found and what becomes of it. */
  String overview(List<Client> here) {
    Lines out = new Lines();
    Set<Client> shown = new LinkedHashSet<>();
    for (Plan.FilePlan file : plan.files()) {
      if (file.steps().isEmpty() && file.problem().isEmpty()) {
        continue;
      }
      Client client = file.survey().file().client();
      shown.add(client);
      out.line(client.title() + "  " + host.shown(file.survey().file().path()));
      if (!file.problem().isEmpty()) {
        out.words("  left alone: " + file.problem(), "    ");
        out.words("  `mcpmux export " + client.id() + "` prints what to paste", "    ");
      }
      steps(file.steps(), out);
    }
    List<String> without =
        here.stream().filter(client -> !shown.contains(client)).map(Client::title).toList();
    if (!without.isEmpty()) {
      out.words("No servers in " + Lines.and(without) + ".", "  ");
    }
    return out.toString();
  }

  private void steps(List<Plan.Step> steps, Lines out) {
    Map<String, String> rows = new LinkedHashMap<>();
    int width = 0;
    for (Plan.Step step : steps) {
      String name = name(step);
      width = Math.max(width, Math.min(WIDEST_NAME, name.length()));
      rows.put(name, fate(step));
    }
    for (Map.Entry<String, String> row : rows.entrySet()) {
      String name = row.getKey();
      int padding = width - name.length();
      if (padding < 0) { // so that the column stays where it is
        out.line("  " + name);
      }
      String first = padding < 0 ? " ".repeat(width) : name + " ".repeat(padding);
      out.words("  " + first + "  " + row.getValue(), "    ");
    }
  }

  private String name(Plan.Step step) {
    Found found = step.found();
    boolean local = found.container().scope() == Scope.LOCAL;
    return local
        ? found.name() + " in " + host.shown(found.container().project().orElseThrow())
        : found.name();
  }

  private static String fate(Plan.Step step) {
    if (step.verdict() instanceof Verdict.Keep keep) {
      return "stays: " + keep.why();
    } else if (step.verdict() instanceof Verdict.Wrap wrap) {
      return "is wrapped" + (wrap.why().isEmpty() ? "" : ": " + wrap.why());
    }
    String renamed = step.server().equals(step.found().name()) ? "" : " as " + step.server();
    return "moves" + renamed;
  }

  /** What changes in each file, without credentials. */
  String diff() {
    Lines out = new Lines();
    boolean fresh = plan.servers().stream().anyMatch(Plan.Target::fresh);
    if (fresh) {
      out.line("New in " + host.shown(host.config()));
      for (Plan.Target server : plan.servers()) {
        if (server.fresh()) {
          out.line("  " + server.name());
          server.entry().forEach((name, value) -> out.line("  + " + member(name, value)));
        }
      }
    }
    for (Plan.FilePlan file : plan.files()) {
      List<Plan.Step> changed = file.steps().stream().filter(Plan.Step::changes).toList();
      if (!changed.isEmpty()) {
        out.line("In " + host.shown(file.survey().file().path()));
        changed.forEach(step -> diff(step, out));
        file.added()
            .forEach(
                (name, entry) -> {
                  out.line("  " + name);
                  entry.forEach((member, value) -> out.line("  + " + member(member, value)));
                });
      }
    }
    return out.toString();
  }

  private void diff(Plan.Step step, Lines out) {
    Map<String, Object> before = flat(step.found().members());
    Map<String, Object> after = step.after() == null ? Map.of() : flat(step.after());
    out.line("  " + name(step));
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    List<String> added = new ArrayList<>();
    for (String name : names) {
      Object old = before.get(name);
      Object now = after.get(name);
      if (!Objects.equals(old, now)) {
        if (before.containsKey(name)) {
          out.line("  - " + member(name, old));
        }
        if (after.containsKey(name)) {
          added.add("  + " + member(name, now));
        }
      }
    }
    added.forEach(out::line);
  }

  /** Some clients have the command in an object of its own. */
  private static Map<String, Object> flat(Map<String, Object> entry) {
    Map<String, Object> flat = new LinkedHashMap<>();
    entry.forEach(
        (name, value) -> {
          if (NESTED.contains(name) && value instanceof Map<?, ?> inner) {
            inner.forEach((member, each) -> flat.put(name + "." + member, each));
          } else {
            flat.put(name, value);
          }
        });
    return flat;
  }

  private static String member(String name, Object value) {
    return name + ": " + Json.line(Secrets.hide(name, value));
  }

  /** What it saves. */
  String savings() {
    Lines out = new Lines();
    List<Plan.Step> changed = plan.changed();
    int moved = (int) changed.stream().filter(step -> !step.server().isEmpty()).count();
    int wrapped = changed.size() - moved;
    if (moved > 0) {
      out.words(
          Lines.counted(moved, "entry", "entries")
              + " in "
              + Lines.counted(plan.clients().size(), "client", "clients")
              + (moved == 1 ? " becomes " : " become ")
              + Lines.counted(plan.servers().size(), "server", "servers")
              + ". All sessions of a client share one process of each;"
              + " clients that declare the same to a server share it too.",
          "");
    }
    if (wrapped > 0) {
      out.words(
          Lines.counted(wrapped, "entry keeps its", "entries keep their")
              + " command, and sessions of one project share it.",
          "");
    }
    int running = Running.count(changed);
    if (running > 0) {
      out.words(
          "Now "
              + (running == 1 ? "1 process of them runs" : running + " processes of them run")
              + ".",
          "");
    }
    return out.toString();
  }

  String notices() {
    Lines out = new Lines();
    plan.notices().forEach(notice -> out.words("Note: " + notice, "  "));
    return out.toString();
  }

  /** The last screen. */
  String closing(List<FileResult> results) {
    Lines out = new Lines();
    int written = (int) results.stream().filter(each -> each.outcome() == Outcome.WRITTEN).count();
    if (written == 0) {
      out.line("Nothing was changed.");
      failures(results, out);
      out.blank();
      out.line("  mcpmux setup           look again");
      return out.toString();
    }
    String where = plan.servers().isEmpty() ? "." : "; servers are in " + host.shown(host.config());
    out.line(Lines.counted(written, "file", "files") + " changed" + where);
    failures(results, out);
    out.blank();
    List<String> titles = plan.clients().stream().map(Client::title).toList();
    out.words(
        "Restart the open sessions of "
            + Lines.and(titles)
            + ": from then on they use mcpmux. Some clients ask once more whether a changed"
            + " server may be started.",
        "");
    out.blank();
    out.line("  mcpmux doctor          see whether all of it works");
    out.line("  mcpmux setup --undo    take it back");
    return out.toString();
  }

  void failures(List<FileResult> results, Lines out) {
    for (FileResult result : results) {
      if (!result.outcome().isDone()) {
        out.words(host.shown(result.path()) + " was left alone: " + result.why(), "  ");
      }
    }
  }
}
