package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.ChangeSet;
import dev.mcpmux.cli.change.FileChange;
import dev.mcpmux.cli.change.FileResult;
import dev.mcpmux.cli.change.FileState;
import dev.mcpmux.cli.change.Journal;
import dev.mcpmux.cli.change.Run;
import dev.mcpmux.cli.change.RunFile;
import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.Diff;
import dev.mcpmux.cli.edit.EditException;
import dev.mcpmux.cli.edit.Format;
import dev.mcpmux.core.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run of {@code mcpmux setup --undo}: the newest run is taken back first. */
public final class Undo {

  /** Of a diff that says what was edited, as much as helps. */
  private static final int MAX_LINES = 40;

  private final Host host;
  private final Options options;
  private final Question question;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<Path, String> outcomes = new LinkedHashMap<>();

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
    Set<Path> files = new LinkedHashSet<>();
    for (Run run : runs) {
      run.files().stream()
          .filter(file -> file.state() != FileState.OLD)
          .forEach(file -> files.add(file.path()));
    }
    if (!options.json()) {
      if (runs.isEmpty()) {
        out.println("There is nothing to take back.");
        return true;
      }
      out.println("To be given back what they were before setup:");
      files.forEach(file -> out.print(new Lines().line("  " + host.shown(file))));
    }
    if (options.dryRun() || !isAgreed()) {
      json(false);
      return options.dryRun();
    }
    boolean all = true;
    for (Run run : runs) {
      all &= undo(run, merge);
    }
    if (options.json()) {
      json(true);
    } else {
      outcomes.forEach(
          (file, outcome) -> out.print(new Lines().words(host.shown(file) + ": " + outcome, "  ")));
      if (all) {
        out.println("Restart open sessions of these clients.");
      } else if (!merge) {
        out.println(
            "`mcpmux setup --undo --merge` takes only its own entries out of edited files.");
      }
    }
    return all;
  }

  private boolean isAgreed() throws IOException {
    if (options.yes()) {
      return true;
    }
    if (options.json() || !question.canBeAsked()) {
      err.println("mcpmux: nothing was changed: there is nobody to ask; add --yes");
      return false;
    }
    boolean yes = question.isYes("Take setup back?");
    if (!yes) {
      out.println("Nothing was changed.");
    }
    return yes;
  }

  private boolean undo(Run run, boolean merge) throws IOException {
    List<FileChange> merged = new ArrayList<>();
    for (RunFile file : run.files()) {
      if (file.state() != FileState.EDITED) {
        continue;
      }
      if (merge || file.path().equals(host.config())) {
        try {
          merged.add(merged(file));
        } catch (EditException e) {
          outcomes.put(file.path(), "left alone: " + e.withPlace());
        }
      } else if (!options.json()) {
        show(file);
      }
    }
    boolean all = true;
    Set<Path> done = new LinkedHashSet<>();
    for (FileResult result : merged.isEmpty() ? List.<FileResult>of() : apply(merged)) {
      if (result.outcome().isDone()) {
        done.add(result.path());
        outcomes.put(result.path(), "merged");
      }
    }
    for (FileResult result : run.undo()) {
      if (!done.contains(result.path())) {
        all &= result.outcome().isDone();
        outcomes.put(result.path(), word(result));
      }
    }
    if (all && !done.isEmpty()) {
      forget(run);
    }
    return all;
  }

  private static FileChange merged(RunFile file) throws IOException, EditException {
    Format format = format(file.path());
    ConfigText now = ConfigText.of(file.now(), format);
    ConfigText merged =
        Merge.of(ConfigText.of(file.before(), format), ConfigText.of(file.after(), format), now);
    return new FileChange(file.path(), file.now(), merged.bytes(), false);
  }

  /** Nobody will want this run taken back. */
  private List<FileResult> apply(List<FileChange> merged) throws IOException {
    List<FileResult> results = ChangeSet.apply(host.state(), merged);
    forget(Journal.open(host.state()).runs().get(0));
    return results;
  }

  private void forget(Run run) throws IOException {
    run.forget();
  }

  private static String word(FileResult result) {
    return switch (result.outcome()) {
      case WRITTEN, RESTORED, SAME -> "restored";
      case EDITED -> "edited since";
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
    return file.toString().endsWith(".toml") ? Format.TOML : Format.JSONC;
  }

  private void json(boolean applied) {
    if (options.json()) {
      List<Map<String, Object>> files = new ArrayList<>();
      outcomes.forEach(
          (file, outcome) -> files.add(Map.of("path", file.toString(), "result", outcome)));
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("applied", applied);
      tree.put("files", files);
      out.println(Printable.json(Json.pretty(tree)));
    }
  }
}
