package dev.mcpmux.cli.change;

import dev.mcpmux.cli.edit.ConfigText;
import dev.mcpmux.cli.edit.EditException;
import dev.mcpmux.cli.edit.Format;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Journals as JSON. Sums are SHA-256 in hexadecimal, modes octal; null where there is no file. */
final class JournalText {

  private static final List<String> AT = List.of("at");
  private static final List<String> ENDED = List.of("ended");
  private static final List<String> FILES = List.of("files");

  private JournalText() {}

  static byte[] write(Instant at, List<RunFile.Entry> files, boolean ended) throws IOException {
    List<Object> list = new ArrayList<>();
    for (RunFile.Entry file : files) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("number", file.number());
      map.put("path", file.path().toString());
      map.put("file", file.file().toString());
      map.put("existed", file.before() != null);
      map.put("before", file.before());
      map.put("after", file.after());
      map.put("mode", octal(file.mode()));
      map.put("newMode", octal(file.newMode()));
      map.put("madeDirectories", file.made().stream().map(Path::toString).toList());
      list.add(map);
    }
    try {
      return ConfigText.of(null, Format.JSON)
          .set(AT, at.toString())
          .set(ENDED, ended)
          .set(FILES, list)
          .bytes();
    } catch (EditException e) {
      throw new IOException("the journal cannot be written: " + e.getMessage(), e);
    }
  }

  static Instant at(Path journal) throws IOException {
    try {
      return Instant.parse(string(read(journal).get(AT)));
    } catch (DateTimeParseException e) {
      throw new IOException(journal + " says no time", e);
    }
  }

  /** Whether it says that all was tried; what a killed process left does not. */
  static boolean ended(Path journal) throws IOException {
    return Boolean.TRUE.equals(read(journal).get(ENDED));
  }

  static List<RunFile.Entry> files(Path journal) throws IOException {
    if (!(read(journal).get(FILES) instanceof List<?> list)) {
      throw new IOException(journal + " names no files");
    }
    List<RunFile.Entry> files = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> map)
          || !(map.get("number") instanceof BigDecimal number)
          || !(map.get("path") instanceof String path)
          || !(map.get("file") instanceof String file)) {
        throw new IOException(journal + " is no journal of ours");
      }
      List<Path> made = new ArrayList<>();
      if (map.get("madeDirectories") instanceof List<?> names) {
        names.forEach(name -> made.add(Path.of(string(name))));
      }
      files.add(
          new RunFile.Entry(
              number.intValue(),
              Path.of(path),
              Path.of(file),
              (String) map.get("before"),
              (String) map.get("after"),
              bits(map.get("mode")),
              bits(map.get("newMode")),
              made));
    }
    return files;
  }

  private static ConfigText read(Path journal) throws IOException {
    try {
      return ConfigText.of(Files.readAllBytes(journal), Format.JSON);
    } catch (EditException e) {
      throw new IOException(journal + " is no journal of ours: " + e.withPlace(), e);
    }
  }

  private static String string(Object value) {
    return value instanceof String string ? string : "";
  }

  private static String octal(int mode) {
    return mode < 0 ? null : String.format("%04o", mode);
  }

  private static int bits(Object octal) {
    return octal instanceof String digits ? Integer.parseInt(digits, 8) : -1;
  }
}
