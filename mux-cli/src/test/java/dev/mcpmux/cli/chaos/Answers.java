package dev.mcpmux.cli.chaos;

import dev.mcpmux.cli.text.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was answered in all sessions, to be compared with what servers have executed. Thread-safe.
 */
final class Answers {

  private final Set<Mark> results = new HashSet<>();
  private final Set<Mark> notExecuted = new HashSet<>();
  private final Map<String, Integer> tally = new TreeMap<>();

  /** Null for a good answer, else what is wrong with it. */
  synchronized String take(Exchange exchange, String line) {
    String error = RawJson.find(line, "error");
    if (error == null) {
      if (RawJson.find(line, "result") == null) {
        return "neither result nor error";
      }
      count("result");
      if (exchange.isMarked) {
        results.add(exchange.mark);
        return line.contains(exchange.mark.toString()) ? null : "the answer of another call";
      }
      return null;
    }
    String message = RawJson.string(error, "message");
    String code = RawJson.find(error, "code");
    String reason = reason(error);
    count("error " + code + " " + reason);
    if ("false".equals(RawJson.find(error, "data", "mcpmux", "mayHaveBeenExecuted"))) {
      notExecuted.add(exchange.mark);
    }
    boolean isClear =
        message != null
            && message.length() > 10
            && !message.contains("Exception")
            && code != null
            && code.matches("-?\\d+");
    return isClear ? null : "an error that is not clear";
  }

  private static String reason(String error) {
    String word = RawJson.string(error, "data", "mcpmux");
    return word != null ? word : String.valueOf(RawJson.string(error, "data", "mcpmux", "reason"));
  }

  synchronized void count(String what) {
    tally.merge(what, 1, Integer::sum);
  }

  synchronized String tally() {
    return tally.toString();
  }

  /** Compares with what the servers have written down, each in a file of this directory. */
  synchronized void compare(Path executed, Findings findings) throws IOException {
    Map<String, Integer> times = new HashMap<>();
    try (Stream<Path> files = Files.list(executed)) {
      for (Path file : files.toList()) {
        List<String> lines = Files.readAllLines(file);
        lines.forEach(line -> times.merge(line, 1, Integer::sum));
      }
    }
    times.forEach(
        (mark, count) -> {
          if (count > 1) {
            findings.wrong("executed " + count + " times: " + mark);
          }
        });
    for (Mark mark : results) {
      if (!times.containsKey(mark.toString())) {
        findings.wrong("answered and never executed: " + mark);
      }
    }
    for (Mark mark : notExecuted) {
      if (times.containsKey(mark.toString())) {
        findings.wrong("executed, though the error said that it was not: " + mark);
      }
    }
    findings.did(times.size() + " calls executed; answers: " + tally);
  }
}
