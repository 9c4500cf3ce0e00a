package dev.mcpmux.cli.setup;

import dev.mcpmux.cli.client.ClientFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file that several clients read, by links: it is changed once, and none of them may be worse
 * off.
 *
 * @param survey as the first of them reads it
 * @param others as the others do
 */
record Linked(Survey survey, List<Survey> others) {

  /** Those of the files that exist, each once. */
  static List<Linked> of(List<ClientFile> files) {
    Map<Path, Linked> all = new LinkedHashMap<>();
    for (ClientFile file : files) {
      Linked first = all.get(real(file.path()));
      Survey survey = Survey.of(file);
      if (survey != null && first == null) {
        all.put(real(file.path()), new Linked(survey, new ArrayList<>()));
      } else if (survey != null) {
        first.others().add(survey);
      }
    }
    return List.copyOf(all.values());
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  /** What its entries have to name, because one of the clients would not hand it on. */
  Map<String, String> variables(Host host) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.putAll(host.variablesFor(survey.file().client()));
    others.forEach(other -> variables.putAll(host.variablesFor(other.file().client())));
    return variables;
  }

  /** What is to become of an entry, as the strictest of the clients has it. */
  Verdict judge(Found found, Judge judge) {
    Verdict strictest = judge.judge(found);
    for (Survey other : others) {
      for (Found same : other.entries()) {
        if (same.path().equals(found.path())) {
          strictest = strictest(strictest, judge.judge(same), same);
        }
      }
    }
    return strictest;
  }

  private static Verdict strictest(Verdict one, Verdict other, Found found) {
    String client = found.client().title();
    if (one instanceof Verdict.Keep || other instanceof Verdict.Keep) {
      return one instanceof Verdict.Keep
          ? one
          : new Verdict.Keep(other.why() + " (for " + client + ")");
    } else if (one instanceof Verdict.Move a && other instanceof Verdict.Move b) {
      Map<String, String> handedOn = new LinkedHashMap<>(a.handedOn());
      b.handedOn().forEach(handedOn::putIfAbsent);
      return a.server().isSameAs(b.server())
              && handedOn.entrySet().containsAll(b.handedOn().entrySet())
          ? new Verdict.Move(a.server(), handedOn, a.why())
          : new Verdict.Keep("it means another server for " + client + ", which reads this file");
    }
    return one instanceof Verdict.Wrap ? one : other;
  }
}
