package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.FileResult;
import dev.mcpmux.cli.change.Outcome;
import dev.mcpmux.cli.client.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan, and what came of it, for programs: {@code docs/cli.md} says what it holds. */
final class PlanJson {

  private final Host host;
  private final Plan plan;

  PlanJson(Host host, Plan plan) {
    this.host = host;
    this.plan = plan;
  }

  Map<String, Object> tree(List<FileResult> results) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("applied", results.stream().anyMatch(each -> each.outcome() == Outcome.WRITTEN));
    tree.put("config", host.config().toString());
    problem(host.config(), results).ifPresent(why -> tree.put("problem", why));
    tree.put("servers", plan.servers().stream().map(PlanJson::server).toList());
    tree.put("files", plan.files().stream().map(file -> file(file, results)).toList());
    tree.put("notices", plan.notices());
    return tree;
  }

  private static Map<String, Object> server(Plan.Target server) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", server.name());
    tree.put("new", server.fresh());
    if (server.entry().get("share") != null) {
      tree.put("share", server.entry().get("share"));
    }
    tree.put("from", server.from().stream().map(PlanJson::origin).toList());
    return tree;
  }

  private static Map<String, Object> origin(Found found) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("client", found.client().id());
    tree.put("file", found.file().path().toString());
    tree.put("entry", found.name());
    return tree;
  }

  private static Map<String, Object> file(Plan.FilePlan file, List<FileResult> results) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("client", file.survey().file().client().id());
    tree.put("path", file.survey().file().path().toString());
    tree.put("scope", file.survey().file().scope().word());
    String problem = problem(file.survey().file().path(), results).orElse(file.problem());
    if (!problem.isEmpty()) {
      tree.put("problem", problem);
    }
    List<Map<String, Object>> entries = new ArrayList<>();
    file.steps().forEach(step -> entries.add(entry(step)));
    tree.put("entries", entries);
    return tree;
  }

  private static Optional<String> problem(Path file, List<FileResult> results) {
    return results.stream()
        .filter(result -> result.path().equals(file) && !result.outcome().isDone())
        .map(FileResult::why)
        .findFirst();
  }

  private static Map<String, Object> entry(Plan.Step step) {
    Map<String, Object> tree = new LinkedHashMap<>();
    Found found = step.found();
    tree.put("name", found.name());
    if (found.container().scope() == Scope.LOCAL) {
      tree.put("project", found.container().project().orElseThrow().toString());
    }
    Verdict verdict = step.verdict();
    tree.put(
        "action",
        verdict instanceof Verdict.Move
            ? "move"
            : verdict instanceof Verdict.Wrap ? "wrap" : "keep");
    if (!step.server().isEmpty()) {
      tree.put("server", step.server());
    }
    if (!verdict.why().isEmpty()) {
      tree.put("why", verdict.why());
    }
    return tree;
  }
}
