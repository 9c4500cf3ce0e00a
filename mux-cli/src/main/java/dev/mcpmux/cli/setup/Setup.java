package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.ChangeSet;
import dev.mcpmux.cli.change.FileResult;
import dev.mcpmux.cli.change.FileState;
import dev.mcpmux.cli.change.Journal;
import dev.mcpmux.cli.change.Outcome;
import dev.mcpmux.cli.change.Run;
import dev.mcpmux.cli.client.Client;
import dev.mcpmux.cli.client.Plugins;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One run of {@code mcpmux setup}: find, plan, show, ask, write. */
public final class Setup {

  private final Host host;
  private final Options options;
  private final Question question;
  private final PrintStream out;
  private final PrintStream err;

  private boolean agreed;
  private boolean written;

  public Setup(Host host, Options options, Question question, PrintStream out, PrintStream err) {
    this.host = host;
    this.options = options;
    this.question = question;
    this.out = out;
    this.err = err;
  }

  /**
   * @param words clients and files as they were typed
   * @return whether all that was wished for is done
   * @throws IllegalArgumentException if a word is not understood; the message is for people
   * @throws IOException if nothing could be done; the message is for people
   */
  public boolean run(List<String> words) throws IOException {
    Selection selection = Selection.of(host, words);
    List<String> notices = new ArrayList<>(interrupted());
    notices.addAll(selection.notices());
    selection.here().forEach(client -> tellOfPlugins(client, notices));
    Plan plan = Planner.plan(host, options, selection.files(), notices);
    Screen screen = new Screen(host, plan);
    if (!options.json()) {
      show(selection, plan, screen);
    }
    agreed =
        !options.dryRun()
            && (plan.changesNothing()
                ? options.yes() || !options.json() && question.canBeAsked()
                : isAgreed(plan));
    if (plan.changesNothing() || !agreed) {
      json(plan, List.of());
      return plan.changesNothing() ? problems(plan) == 0 : options.dryRun();
    }
    List<FileResult> results = ChangeSet.apply(host.state(), plan.changes());
    written = results.stream().anyMatch(each -> each.outcome() == Outcome.WRITTEN);
    json(plan, results);
    if (!options.json()) {
      out.println();
      out.print(screen.closing(results));
    }
    return results.stream().allMatch(result -> result.outcome().isDone()) && problems(plan) == 0;
  }

  private void tellOfPlugins(Client client, List<String> notices) {
    Collection<String> servers = Plugins.servers(client, host.machine());
    if (!servers.isEmpty()) {
      notices.add(
          "out of reach, as they come with plugins of "
              + client.title()
              + ": "
              + Lines.and(List.copyOf(servers))
              + ".");
    }
    if (client.id().equals("claude-code")) {
      notices.add("servers of Claude Code's --mcp-config are out of reach.");
    }
  }

  private void show(Selection selection, Plan plan, Screen screen) {
    if (selection.here().isEmpty()) {
      out.println("There is no client here that mcpmux knows of.");
    }
    if (!plan.changesNothing()) {
      out.print(screen.diff());
      out.println();
    }
    out.print(screen.overview(selection.here()));
    out.println();
    out.print(screen.notices());
    if (plan.changesNothing()) {
      out.println("Nothing is to be changed.");
    } else {
      out.print(screen.savings());
    }
  }

  private static int problems(Plan plan) {
    return (int) plan.files().stream().filter(file -> !file.problem().isEmpty()).count();
  }

  private boolean isAgreed(Plan plan) throws IOException {
    if (!options.yes() && !options.json()) {
      out.println();
    }
    String files = Lines.counted(plan.writes(), "this file", "these files");
    String asked = "Change " + files.replaceFirst("(\\d+) (\\w+)", "$2 $1") + "?";
    return Question.isAgreed(question, options, asked, out, err);
  }

  /** Whether the last run was allowed to change something, though there may have been nothing. */
  public boolean isAgreed() {
    return agreed;
  }

  /** Whether the last run has changed a file. */
  public boolean hasWritten() {
    return written;
  }

  private void json(Plan plan, List<FileResult> results) {
    if (options.json()) {
      out.println(Printable.json(Json.pretty(new PlanJson(host, plan).tree(results))));
    }
  }

  /** What an earlier run had begun. */
  private List<String> interrupted() throws IOException {
    List<String> found = new ArrayList<>();
    for (Run run : Journal.open(host.state()).runs()) {
      if (run.isPartial()) {
        long old = run.files().stream().filter(file -> file.state() == FileState.OLD).count();
        found.add(
            "setup was interrupted at "
                + run.at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                + ": it had changed "
                + (run.files().size() - old)
                + " of "
                + run.files().size()
                + " files. This run does the rest; `mcpmux setup --undo` takes both back.");
      }
    }
    return found;
  }
}
