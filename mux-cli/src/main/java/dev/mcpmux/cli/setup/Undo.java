package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.ChangeSet;
import dev.mcpmux.cli.change.FileChange;
import dev.mcpmux.cli.change.FileResult;
import dev.mcpmux.cli.change.FileState;
import dev.mcpmux.cli.change.Journal;
import dev.mcpmux.cli.change.Outcome;
import dev.mcpmux.cli.change.Run;
import dev.mcpmux.cli.change.RunFile;
import dev.mcpmux.cli.client.ClientFile;
import dev.mcpmux.cli.client.Clients;
import dev.mcpmux.cli.client.Container;
import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.Diff;
import dev.mcpmux.cli.edit.EditException;
import dev.mcpmux.cli.edit.Format;
import dev.mcpmux.cli.setup.entry.Secrets;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One run of {@code mcpmux setup --undo}: the newest run is taken back first. */
public final class Undo {

  /** Of a diff that says what was edited, as much as helps. */
  private static final int MAX_LINES = 40;

  private static final String EDITED = "edited since";
  private static final String GONE = "removed since";

  private final Host host;
  private final Options options;
  private final Question question;
  private final PrintStream out;
  private final PrintStream err;

  private boolean agreed;
  private boolean merges;

  /** Whether a file that stays as it is may ask for its servers. */
  private boolean configIsUsed;

  private final Map<Path, String> outcomes = new LinkedHashMap<>();

  /** Files that were removed since, and their copies. */
  private final Map<Path, Path> gone = new LinkedHashMap<>();

  public Undo(Host host, Options options, Question question, PrintStream out, PrintStream err) {
    this.host = host;
    this.options = options;
    this.question = question;
    this.out = out;
    this.err = err;
  }

  /**
   * @param merge whether of a file that was edited since only our entries are taken out
   * @return whether all is as before
   * @throws IOException if nothing could be done; the message is for people
   */
  public boolean run(boolean merge) throws IOException {
    List<Run> runs = Journal.open(host.state()).runs();
    if (!options.json()) {
      if (runs.isEmpty()) {
        out.println("There is nothing to take back.");
        return true;
      }
      show(runs);
    }
    merges = merge;
    agreed =
        !options.dryRun() && Question.isAgreed(question, options, "Take setup back?", out, err);
    if (!agreed) {
      foresee(runs);
      json(false);
      return options.dryRun();
    }
    merges = merge || isMergeWished(runs);
    boolean all = true;
    for (Run run : runs) {
      all &= undo(run);
    }
    gone.forEach((file, copy) -> outcomes.replace(file, GONE + copy(copy)));
    json(true);
    if (!options.json()) {
      outcomes.forEach(
          (file, outcome) -> out.print(new Lines().words(host.shown(file) + ": " + outcome, "  ")));
      if (outcomes.containsValue(EDITED)) {
        out.println(
            "`mcpmux setup --undo --merge` takes only its own entries out of edited files.");
      } else if (all) {
        out.println("Restart the open sessions of these clients.");
      }
    }
    return all;
  }

  private static String copy(Path kept) {
    return Files.exists(kept) ? "; what setup found is in " + kept : "; setup's copy is gone, too";
  }

  /** Each file once, as the newest run that is not undone has it. */
  private static Map<Path, RunFile> files(List<Run> runs) {
    Map<Path, RunFile> files = new LinkedHashMap<>();
    for (Run run : runs) {
      run.files().stream()
          .filter(file -> file.state() != FileState.OLD)
          .forEach(file -> files.putIfAbsent(file.path(), file));
    }
    return files;
  }

  /** What would become of the files, as far as their states tell. */
  private void foresee(List<Run> runs) {
    Set<Path> made = new LinkedHashSet<>();
    runs.stream()
        .flatMap(run -> run.files().stream())
        .filter(file -> !file.existed())
        .forEach(file -> made.add(file.path()));
    files(runs)
        .forEach(
            (path, file) ->
                outcomes.put(
                    path,
                    switch (file.state()) {
                      case GONE -> GONE;
                      case EDITED -> isEdited(file) && !merges ? EDITED : "merged";
                      default -> made.contains(path) ? "removed" : "restored";
                    }));
  }

  private void show(List<Run> runs) throws IOException {
    Map<Path, RunFile> files = files(runs);
    out.println("To be given back what they were before setup:");
    for (RunFile file : files.values()) {
      String more = file.state() == FileState.GONE ? "  (" + GONE + ", stays so)" : "";
      out.print(new Lines().line("  " + host.shown(file.path()) + more));
    }
    for (RunFile file : files.values()) {
      if (isEdited(file)) {
        show(file);
      }
    }
  }

  /** The config of mcpmux is meant to be edited, and is always merged. */
  private boolean isEdited(RunFile file) {
    return file.state() == FileState.EDITED
        && !file.path().equals(host.config())
        && !isRewritten(file);
  }

  /**
   * Whether it is the client's own doing that the file differs: some write into theirs whenever
   * they run. The servers in it are as the run left them, so that they can be given back.
   */
  private boolean isRewritten(RunFile file) {
    Optional<ClientFile> known = Clients.at(file.path(), host.machine());
    if (file.state() != FileState.EDITED
        || known.filter(each -> each.client().rewrites()).isEmpty()) {
      return false;
    }
    try {
      ConfigText after = ConfigText.of(file.after(), format(file.path()));
      ConfigText now = ConfigText.of(file.now(), format(file.path()));
      return known.get().containers(after.tree()).stream()
          .map(Container::path)
          .allMatch(path -> Objects.equals(after.get(path), now.get(path)));
    } catch (IOException | EditException e) {
      return false;
    }
  }

  private boolean isMergeWished(List<Run> runs) throws IOException {
    boolean edited = runs.stream().flatMap(run -> run.files().stream()).anyMatch(this::isEdited);
    return edited
        && !options.yes()
        && question.isYes("Of those that were edited since, take only setup's entries out?");
  }

  /** Whether the last run was allowed to change something. */
  public boolean isAgreed() {
    return agreed;
  }

  /** The files of clients first: what of them stays as it is still needs its servers. */
  private boolean undo(Run run) throws IOException {
    Set<Path> merged = mergeClients(run);
    boolean all = true;
    for (FileResult result : run.undo(Set.of(host.config()))) {
      if (!result.path().equals(host.config()) && !merged.contains(result.path())) {
        all &= result.outcome().isDone();
        outcomes.put(result.path(), word(result));
      }
    }
    run.files().stream()
        .filter(file -> file.state() == FileState.GONE)
        .forEach(file -> gone.put(file.path(), file.kept()));
    configIsUsed |= !all;
    for (RunFile file : run.files()) {
      if (file.path().equals(host.config())) {
        all &= undoConfig(run, file, merged);
      }
    }
    if (all && !merged.isEmpty()) {
      run.forget(); // for the journal these were edited
    }
    return all;
  }

  /** Returns those that need nothing more. */
  private Set<Path> mergeClients(Run run) throws IOException {
    Set<Path> merged = new LinkedHashSet<>();
    for (RunFile file : run.files()) {
      if (merges && isEdited(file) || isRewritten(file)) {
        merge(file, merged);
      }
    }
    return merged;
  }

  private boolean undoConfig(Run run, RunFile file, Set<Path> merged) throws IOException {
    if (configIsUsed) {
      outcomes.put(file.path(), "kept: clients still use its servers");
      return false;
    }
    Optional<Path> user =
        file.state() == FileState.OLD ? Optional.empty() : StillUsed.by(host, file);
    if (user.isPresent()) {
      outcomes.put(file.path(), "kept: " + host.shown(user.get()) + " names its servers");
      return false;
    }
    if (file.state() == FileState.EDITED) {
      merge(file, merged);
      return merged.contains(file.path());
    }
    boolean done = true;
    for (FileResult result : run.undo()) {
      if (result.path().equals(file.path())) {
        outcomes.put(result.path(), word(result));
        done = result.outcome().isDone();
      }
    }
    return done;
  }

  private void merge(RunFile file, Set<Path> merged) throws IOException {
    Format format = format(file.path());
    try {
      ConfigText now = ConfigText.of(file.now(), format);
      byte[] bytes =
          Merge.of(ConfigText.of(file.before(), format), ConfigText.of(file.after(), format), now)
              .bytes();
      FileChange change = new FileChange(file.path(), file.now(), bytes, false);
      FileResult result = ChangeSet.apply(host.state(), List.of(change)).get(0);
      if (result.outcome() == Outcome.WRITTEN) {
        Journal.open(host.state()).runs().get(0).forget(); // nobody will want that taken back
      }
      if (result.outcome().isDone()) {
        merged.add(file.path());
      }
      outcomes.put(file.path(), result.outcome().isDone() ? "merged" : word(result));
      // one of its entries was edited, and stays
      configIsUsed |= uses(bytes) > uses(file.before());
    } catch (EditException e) {
      outcomes.put(file.path(), "left alone: " + e.withPlace());
    }
  }

  /** How often a text names our launcher, which it may have done before setup. */
  private int uses(byte[] bytes) {
    String text = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    return text.split(Pattern.quote(host.attach().get(0)), -1).length;
  }

  private static String word(FileResult result) {
    return switch (result.outcome()) {
      case WRITTEN, RESTORED, SAME -> Files.exists(result.path()) ? "restored" : "removed";
      case GONE -> GONE;
      case EDITED -> EDITED;
      case REFUSED -> "left alone: " + result.why();
    };
  }

  /** What was edited since, less what may be a credential. */
  private void show(RunFile file) throws IOException {
    Set<String> secrets = new LinkedHashSet<>();
    for (byte[] bytes : List.of(orEmpty(file.after()), orEmpty(file.now()))) {
      try {
        secrets.addAll(Secrets.in(ConfigText.of(bytes, format(file.path())).tree()));
      } catch (EditException e) {
        return; // it cannot be said what in it is a credential
      }
    }
    out.println("Edited since setup: " + Printable.line(host.shown(file.path())));
    List<String> lines = Diff.unified(file.after(), file.now(), secrets).lines().toList();
    Lines shown = new Lines();
    lines.stream().limit(MAX_LINES).forEach(line -> shown.line("  " + line));
    if (lines.size() > MAX_LINES) {
      shown.line("  … and " + (lines.size() - MAX_LINES) + " lines more");
    }
    out.print(shown);
  }

  private static byte[] orEmpty(byte[] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }

  static Format format(Path file) {
    String name = file.toString();
    return name.endsWith(".toml")
        ? Format.TOML
        : name.endsWith(".yaml") ? Format.YAML : Format.JSONC;
  }

  private void json(boolean applied) {
    if (options.json()) {
      List<Map<String, Object>> files = new ArrayList<>();
      outcomes.forEach(
          (file, outcome) -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("path", file.toString());
            each.put("result", outcome);
            files.add(each);
          });
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("applied", applied);
      tree.put("files", files);
      out.println(Printable.json(Json.pretty(tree)));
    }
  }
}
