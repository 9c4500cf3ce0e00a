package dev.mcpmux.cli.context;

import dev.mcpmux.core.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Notes as files in a directory, or as one text. */
final class NoteTree {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNERS_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final int MAX_NAME = 40;
  private static final int MAX_FILES = 100_000;

  /** All is held at once. */
  private static final int MAX_BYTES = 1 << 28;

  /** Where the next note begins in a text of many. No line of a note's own looks like it. */
  private static final String NEXT = "<!-- mcpmux note -->\n";

  private static final Pattern LIKE_NEXT = Pattern.compile("(?m)^(\\\\*)(<!-- mcpmux note -->)$");
  private static final Pattern ESCAPED = Pattern.compile("(?m)^\\\\(\\\\*<!-- mcpmux note -->)$");

  private NoteTree() {}

  /** One text of many notes. */
  static String text(List<Note> notes) {
    return notes.stream()
        .map(note -> NEXT + LIKE_NEXT.matcher(NoteMarkdown.write(note)).replaceAll("\\\\$1$2"))
        .collect(Collectors.joining());
  }

  /**
   * Writes a file for each note into a directory that is empty or not there, with a directory for
   * each project.
   */
  static void write(Path directory, List<Note> notes) throws IOException {
    Files.createDirectories(directory, OWNERS_DIRECTORY);
    try (Stream<Path> files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        throw new IOException(directory + " is not empty; name a new directory");
      }
    }
    Map<String, Path> projects = new LinkedHashMap<>();
    for (Note note : notes) {
      String home = note.place().home();
      Path place = projects.get(home);
      if (place == null) {
        place = directory.resolve(home.isEmpty() ? "global" : unused(directory, home));
        Files.createDirectory(place, OWNERS_DIRECTORY);
        projects.put(home, place);
      }
      Path file = place.resolve(note.id() + "-" + word(note.words().title()) + ".md");
      Files.writeString(Files.createFile(file, OWNER_ONLY), NoteMarkdown.write(note));
    }
  }

  private static String unused(Path directory, String project) {
    String name = "project-" + word(project.substring(project.lastIndexOf('/') + 1));
    String free = name;
    for (int i = 2; Files.exists(directory.resolve(free)); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  /** What may stand in the name of a file anywhere. */
  private static String word(String text) {
    String word =
        text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return word.isEmpty() ? "note" : word.substring(0, Math.min(word.length(), MAX_NAME));
  }

  /**
   * The texts of notes by where they stand, of a file, or of all files of a directory. Links in it
   * are left out: they may lead to what was not meant.
   */
  static Map<String, String> read(Path path) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    if (!Files.isDirectory(path)) {
      texts.putAll(split(path.toString(), content(path)));
      return texts;
    }
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> all =
          files
              .filter(
                  file ->
                      file.toString().endsWith(".md")
                          && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .limit(MAX_FILES)
              .sorted()
              .toList();
      long bytes = 0;
      for (Path file : all) {
        bytes += Files.size(file);
        check(path.toString(), bytes);
        texts.putAll(split(file.toString(), content(file)));
      }
    }
    return texts;
  }

  /** The same of what comes from a program. */
  static Map<String, String> read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    check("standard input", bytes.length);
    return split("-", new String(bytes, StandardCharsets.UTF_8));
  }

  private static String content(Path file) throws IOException {
    check(file.toString(), Files.size(file));
    return Files.readString(file);
  }

  private static void check(String what, long bytes) throws IOException {
    if (bytes > MAX_BYTES) {
      throw new IOException(what + " is too large (limit: " + (MAX_BYTES >> 20) + " MB)");
    }
  }

  private static Map<String, String> split(String name, String text) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (!text.startsWith(NEXT)) {
      texts.put(name, text);
      return texts;
    }
    int at = NEXT.length();
    int count = 1;
    while (at <= text.length()) {
      int next = text.indexOf("\n" + NEXT, at - 1);
      String one = text.substring(at, next < 0 ? text.length() : next + 1);
      Matcher escaped = ESCAPED.matcher(one);
      texts.put(Printable.line(name) + ", note " + count++, escaped.replaceAll("$1"));
      at = next < 0 ? text.length() + 1 : next + 1 + NEXT.length();
    }
    return texts;
  }
}
