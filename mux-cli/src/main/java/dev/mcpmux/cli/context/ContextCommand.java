package dev.mcpmux.cli.context;

import dev.mcpmux.cli.attach.Terminal;
import dev.mcpmux.cli.config.ConfigException;
import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ConfigFiles;
import dev.mcpmux.cli.config.ContextSettings;
import dev.mcpmux.cli.home.CommonOptions;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.sqlite.Sqlite;
import dev.mcpmux.cli.system.ExitCode;
import dev.mcpmux.cli.system.PrivateDirectory;
import dev.mcpmux.cli.text.Counted;
import dev.mcpmux.cli.text.Paragraph;
import dev.mcpmux.cli.text.TextTable;
import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the user himself does with the notes of all sessions, whether a daemon runs or not. */
@Command(
    name = "context",
    description = "Show, export and import the notes that sessions share.",
    subcommands = {
      ContextCommand.ListNotes.class,
      ContextCommand.Show.class,
      ContextCommand.Delete.class,
      ContextCommand.Export.class,
      ContextCommand.Import.class
    },
    footer = {
      "",
      "Sessions write notes with the tools of the server \"context\", which",
      "{\"context\": {\"enabled\": true}} in the config turns on."
    })
public final class ContextCommand implements Runnable {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine.usage(spec.commandLine(), System.out);
  }

  /** What the subcommands have in common. */
  abstract static class OfNotes implements Callable<Integer> {

    /** Only the daemon moves it aside: it may have it open. */
    private static final String ANEW =
        ". When a session next uses notes, a new daemon (mcpmux restart --daemon) mends it, or keeps"
            + " it under another name and begins a new one.";

    @Mixin private CommonOptions common;

    /** What it does with the notes; returns the exit code. */
    abstract int with(AllNotes notes, NoteStore store)
        throws SQLException, StoreException, IOException;

    /** What is said where there are none; empty to have them made. */
    Optional<String> withoutNotes() {
      return Optional.of("There are no notes.");
    }

    @Override
    public Integer call() throws IOException, ConfigException {
      Home home = common.home();
      Path file = NoteFile.in(home.state());
      if (!Files.exists(file)) {
        Optional<String> none = withoutNotes();
        if (none.isPresent()) {
          System.err.print(Paragraph.of("", "", none.get() + how(home)));
          return ExitCode.OK;
        }
        PrivateDirectory.createUnchecked(home.state());
      }
      ContextSettings settings = settings(home);
      NoteStore.Bounds bounds = new NoteStore.Bounds(settings.days(), settings.maxMegabytes());
      try (NoteStore store = NoteStore.open(file, Clock.systemUTC(), () -> bounds)) {
        return with(new AllNotes(store), store);
      } catch (SQLException e) {
        if (Sqlite.isCorrupt(e)) {
          warn("the file of the notes is corrupt: " + file + ANEW);
          return ExitCode.FAILURE;
        }
        throw new IOException(
            "the notes cannot be read or written: " + Sqlite.describe(e) + ": " + file);
      } catch (StoreException e) {
        throw new IOException(e.getMessage());
      }
    }

    private static String how(Home home) throws ConfigException {
      return settings(home).enabled()
          ? ""
          : " The server \"context\" is off: set {\"context\": {\"enabled\": true}} in "
              + home.config();
    }

    private static ContextSettings settings(Home home) throws ConfigException {
      ConfigFile config = new ConfigFiles(home.config()).loadWhatIsRight().config();
      return config.context();
    }

    static void warn(String what) {
      System.err.print(Paragraph.of("mcpmux: ", "  ", what));
    }
  }

  /** Only notes of one project. */
  static final class OfProject {
    @Option(
        names = "--project",
        paramLabel = "DIR",
        description = "Only notes of the project with this root.")
    private Path project;

    String root() {
      return project == null ? null : project.toAbsolutePath().normalize().toString();
    }
  }

  /** The titles. */
  @Command(name = "list", aliases = "ls", description = "List the notes of all sessions.")
  static final class ListNotes extends OfNotes {

    private static final int MAX_ROWS = 200;

    @Mixin private OfProject project;

    @Option(names = "--json", description = "Print one JSON object, for programs.")
    private boolean json;

    @Override
    Optional<String> withoutNotes() {
      if (json) {
        System.out.println("{\"notes\":[]}");
      }
      return super.withoutNotes();
    }

    @Override
    int with(AllNotes all, NoteStore store) throws SQLException {
      List<Note> notes = all.list(project.root());
      if (json) {
        Json.ArrayBuilder array = Json.array();
        notes.forEach(
            note ->
                array.add(
                    Json.object()
                        .putAll(Replies.json(note, "excerpt").members())
                        .put("project", project(note))
                        .build()));
        String object = Json.object().put("notes", array.build()).build().toString();
        System.out.println(Printable.json(object));
        return ExitCode.OK;
      }
      if (notes.isEmpty()) {
        System.out.println("There are no such notes.");
        return ExitCode.OK;
      }
      TextTable table = new TextTable("rllll").row("ID", "CHANGED", "WHERE", "BY", "TITLE");
      for (Note note : notes.subList(0, Math.min(MAX_ROWS, notes.size()))) {
        String where = project(note);
        table.row(
            Long.toString(note.id()),
            DAY.format(note.updated()),
            Printable.line(
                where.isEmpty()
                    ? note.place().scope().word()
                    : where.substring(where.lastIndexOf('/') + 1)),
            Printable.line(note.editor().client()),
            Printable.line(note.words().title()));
      }
      boolean screen = Terminal.isStdout();
      System.out.print(table.text(screen ? Paragraph.COLUMNS : Integer.MAX_VALUE));
      if (notes.size() > MAX_ROWS) {
        System.out.println("and " + (notes.size() - MAX_ROWS) + " more: --json prints all");
      }
      return ExitCode.OK;
    }

    private static String project(Note note) {
      return note.place().scope() == NoteScope.PROJECT ? note.place().home() : "";
    }
  }

  /** One with its text. */
  @Command(name = "show", description = "Print a note as Markdown.")
  static final class Show extends OfNotes {

    @Parameters(paramLabel = "ID", description = "Its number, as list shows it.")
    private long id;

    @Override
    int with(AllNotes all, NoteStore store) throws SQLException {
      Optional<Note> note = all.read(id);
      if (note.isEmpty()) {
        warn("there is no note " + id + "; see mcpmux context list");
        return ExitCode.FAILURE;
      }
      System.out.print(Printable.lines(NoteMarkdown.write(note.get())));
      return ExitCode.OK;
    }
  }

  /** Takes notes away from all sessions. */
  @Command(name = "delete", description = "Delete notes.")
  static final class Delete extends OfNotes {

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Numbers, as list shows them.")
    private List<Long> ids;

    @Override
    int with(AllNotes all, NoteStore store) throws SQLException {
      int code = ExitCode.OK;
      for (long id : ids) {
        if (all.delete(id)) {
          System.out.println("deleted note " + id);
        } else {
          warn("there is no note " + id + "; see mcpmux context list");
          code = ExitCode.FAILURE;
        }
      }
      return code;
    }
  }

  /** Markdown that people can read and change. */
  @Command(
      name = "export",
      description = {
        "Write the notes as Markdown, a file each.",
        "Notes of single sessions are left out: no other session may see them."
      })
  static final class Export extends OfNotes {

    @Mixin private OfProject project;

    @Parameters(
        arity = "0..1",
        paramLabel = "DIR",
        description = "A new directory, or - for one text on standard output, the default.")
    private String where = "-";

    @Override
    int with(AllNotes all, NoteStore store) throws SQLException, IOException {
      List<Note> notes = all.toExport(project.root());
      if (where.equals("-")) {
        String text = NoteTree.text(notes);
        byte[] bytes =
            (Terminal.isStdout() ? Printable.lines(text) : text).getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
      } else {
        NoteTree.write(Path.of(where), notes);
        System.out.println(
            "wrote " + Counted.of(notes.size(), "note") + " to " + Printable.line(where));
      }
      return ExitCode.OK;
    }
  }

  /** The way back. */
  @Command(
      name = "import",
      description = {
        "Add notes from Markdown: what export has written, or any other file.",
        "A note that is there already, or has expired, is not added.",
        "One for all projects (scope: global) stays that only with --global."
      })
  static final class Import extends OfNotes {

    @Option(
        names = "--project",
        paramLabel = "DIR",
        description =
            "The root of the project that all notes come to. Default: the one that each names.")
    private Path project;

    @Option(
        names = "--global",
        description = "Let notes for all projects be that, also with --project.")
    private boolean global;

    @Parameters(
        arity = "1..*",
        paramLabel = "FILE",
        description = "Files, directories with files in *.md, or - for standard input.")
    private List<String> from;

    @Override
    Optional<String> withoutNotes() {
      return Optional.empty();
    }

    @Override
    int with(AllNotes all, NoteStore store) throws SQLException, StoreException, IOException {
      Map<String, String> texts = new LinkedHashMap<>();
      for (String each : from) {
        texts.putAll(each.equals("-") ? NoteTree.read(System.in) : NoteTree.read(Path.of(each)));
      }
      String root = project == null ? null : project.toAbsolutePath().normalize().toString();
      NoteReader reader = new NoteReader(root, global, store.now());
      int added = 0;
      int wrong = 0;
      for (Map.Entry<String, String> text : texts.entrySet()) {
        try {
          added += all.add(reader.read(title(text.getKey()), text.getValue())) ? 1 : 0;
        } catch (IOException e) {
          warn(text.getKey() + ": " + e.getMessage());
          wrong++;
        }
      }
      System.out.println(
          "added "
              + Counted.of(added, "note")
              + leftOut(texts.size() - added - wrong)
              + (wrong == 0 ? "" : ", " + (wrong == 1 ? "1 is wrong" : wrong + " are wrong")));
      return wrong == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static String leftOut(int notes) {
      return switch (notes) {
        case 0 -> "";
        case 1 -> ", left out 1 that was there or has expired";
        default -> ", left out " + notes + " that were there or have expired";
      };
    }

    /** Of a note that names none: that of its file. */
    private static String title(String place) {
      String name = place.substring(place.lastIndexOf('/') + 1);
      return name.endsWith(".md") ? name.substring(0, name.length() - 3) : name;
    }
  }
}
