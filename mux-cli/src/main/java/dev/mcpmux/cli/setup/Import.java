package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.change.ChangeSet;
import dev.mcpmux.cli.change.FileResult;
import dev.mcpmux.cli.change.Journal;
import dev.mcpmux.cli.change.Outcome;
import dev.mcpmux.cli.setup.entry.Secrets;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of {@code mcpmux import}. */
public final class Import {

  private final Host host;
  private final Options options;
  private final Question question;
  private final PrintStream out;
  private final PrintStream err;

  private boolean written;

  /** Server by server, what becomes of it. */
  private record Row(String entry, String server, boolean fresh, String why) {}

  public Import(Host host, Options options, Question question, PrintStream out, PrintStream err) {
    this.host = host;
    this.options = options;
    this.question = question;
    this.out = out;
    this.err = err;
  }

  /**
   * @param path where the text is from
   * @return whether its servers are in the config
   * @throws IOException if nothing could be done; the message is for people
   */
  public boolean run(Path path, byte[] text) throws IOException {
    List<Found> entries = Foreign.entries(path, text, host.machine());
    OwnConfig config = OwnConfig.read(host.config());
    Names names = new Names(config.names());
    List<Row> rows = new ArrayList<>();
    boolean fresh = false;
    for (Found found : entries) {
      Row row = take(found, config, names);
      fresh |= row.fresh();
      rows.add(row);
    }
    if (!options.json()) {
      config.notices().forEach(notice -> out.print(new Lines().words("Note: " + notice, "  ")));
      show(rows, config);
      if (!fresh) {
        out.println("Nothing is to be added.");
      }
    }
    String asked = "Add them to " + host.shown(host.config()) + "?";
    boolean agreed =
        fresh && !options.dryRun() && Question.isAgreed(question, options, asked, out, err);
    boolean done = true;
    if (agreed) {
      FileResult result = ChangeSet.apply(host.state(), List.of(config.change())).get(0);
      done = result.outcome().isDone();
      written = result.outcome() == Outcome.WRITTEN;
      if (written) {
        Journal.open(host.state()).runs().get(0).forget(); // it is no part of setup
      } else {
        err.println("mcpmux: " + Printable.line(result.path() + ": " + result.why()));
      }
    }
    if (options.json()) {
      out.println(Printable.json(Json.pretty(tree(rows, agreed && done))));
    } else if (agreed && done) {
      out.println("They are in " + host.shown(host.config()) + "; `mcpmux attach NAME` uses one.");
    }
    return agreed ? done : !fresh || options.dryRun();
  }

  /** Whether the last run has changed the config. */
  public boolean hasWritten() {
    return written;
  }

  private Row take(Found found, OwnConfig config, Names names) throws IOException {
    Verdict verdict = Foreign.judge(host, found);
    if (!(verdict instanceof Verdict.Move move)) {
      return new Row(found.name(), "", false, verdict.why());
    }
    Optional<String> equal = config.equalTo(move.server(), Names.valid(found.name()));
    if (equal.isPresent()) {
      return new Row(found.name(), equal.get(), false, "is there already");
    }
    String name = names.free(found.name(), found.origin());
    config.put(name, move.server().entry());
    return new Row(found.name(), name, true, "");
  }

  private void show(List<Row> rows, OwnConfig config) {
    Lines lines = new Lines();
    if (rows.isEmpty()) {
      lines.line("It has no servers.");
    }
    for (Row row : rows) {
      if (row.server().isEmpty()) {
        lines.words("  " + row.entry() + " is left out: " + row.why(), "    ");
      } else if (!row.fresh()) {
        lines.words("  " + row.entry() + " is there already, as " + row.server(), "    ");
      } else {
        lines.line("  " + row.server());
        config
            .entry(row.server())
            .forEach(
                (name, value) ->
                    lines.line("  + " + name + ": " + Json.line(Secrets.hide(name, value))));
      }
    }
    out.print(lines);
  }

  private Map<String, Object> tree(List<Row> rows, boolean applied) {
    List<Map<String, Object>> servers = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> server = new LinkedHashMap<>();
      server.put("entry", row.entry());
      if (!row.server().isEmpty()) {
        server.put("server", row.server());
      }
      server.put("new", row.fresh());
      if (!row.why().isEmpty()) {
        server.put("why", row.why());
      }
      servers.add(server);
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("applied", applied);
    tree.put("config", host.config().toString());
    tree.put("servers", servers);
    return tree;
  }
}
