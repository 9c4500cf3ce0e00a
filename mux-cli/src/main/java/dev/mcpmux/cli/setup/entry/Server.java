package dev.mcpmux.cli.setup.entry;

import dev.mcpmux.cli.client.Shape;
import dev.mcpmux.cli.client.Start;
import dev.mcpmux.cli.client.Variables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A server as the config of mcpmux has it, with its variables.
 *
 * @param start what it is, each text in the config's form
 * @param share the scope, where it is not to be what mcpmux would take
 */
public record Server(Start start, Optional<String> share) {

  private static final Shape OURS = new Shape("command", false, "env", "", "http");

  /** What a server of the config may have beside its command and be used for an equal entry. */
  private static final Set<String> HARMLESS =
      Set.of(
          "type",
          "command",
          "args",
          "env",
          "cwd",
          "passEnv",
          "share",
          "url",
          "headers",
          "start",
          "startTimeout",
          "idleStop",
          "idleStopAttached",
          "unwrap",
          "description");

  /** What an entry of the config says, if nothing in it changes what sessions see. */
  public static Optional<Server> ofConfig(Map<String, Object> entry) {
    if (!HARMLESS.containsAll(entry.keySet())) {
      return Optional.empty();
    }
    Start start = OURS.read(entry);
    if (start instanceof Start.Program program && entry.get("passEnv") instanceof List<?> names) {
      start =
          new Start.Program(
              program.words(),
              program.env(),
              program.cwd(),
              names.stream().map(String::valueOf).toList());
    }
    Optional<String> share = Optional.ofNullable(entry.get("share")).map(String::valueOf);
    return Optional.of(new Server(start, share));
  }

  /** This, with names of variables that it gets as well where a session has them. */
  public Server passing(Collection<String> names) {
    if (!(start instanceof Start.Program program)) {
      return this;
    }
    Set<String> all = new LinkedHashSet<>(program.passEnv());
    all.addAll(names);
    Start more = new Start.Program(program.words(), program.env(), program.cwd(), List.copyOf(all));
    return new Server(more, share);
  }

  public boolean isProgram() {
    return start instanceof Start.Program;
  }

  public List<String> passEnv() {
    return start instanceof Start.Program program ? program.passEnv() : List.of();
  }

  /** Whether sessions could not tell the two apart; the order of variables does not matter. */
  public boolean isSameAs(Server other) {
    return share.equals(other.share) && launch().equals(other.launch());
  }

  /** Whether this, of the config, does for an entry that became {@code wanted}. */
  public boolean does(Server wanted) {
    boolean scope = wanted.share.isEmpty() || wanted.share.equals(share);
    boolean passes = passEnv().containsAll(wanted.passEnv());
    return scope && passes && launch().equals(wanted.launch());
  }

  private List<Object> launch() {
    if (start instanceof Start.Program program) {
      List<String> words = new ArrayList<>(program.words());
      if (words.get(0).equals("npx")) {
        words.replaceAll(word -> word.equals("--yes") ? "-y" : word);
      }
      return List.of(words, new TreeMap<>(program.env()), program.cwd());
    }
    return List.of(start);
  }

  /** The names of the variables that it takes from a session. */
  public Set<String> variables() {
    Set<String> names = new LinkedHashSet<>();
    texts().forEach(text -> names.addAll(Variables.names(text)));
    return names;
  }

  /** Every text in it that may hold variables. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>();
    if (start instanceof Start.Program program) {
      texts.addAll(program.words());
      texts.addAll(program.env().values());
      program.cwd().ifPresent(texts::add);
    } else if (start instanceof Start.Remote remote) {
      texts.add(remote.url());
      texts.addAll(remote.headers().values());
    }
    return texts;
  }

  /** The entry to be written into the config. */
  public Map<String, Object> entry() {
    Map<String, Object> entry = new LinkedHashMap<>();
    if (start instanceof Start.Program program) {
      entry.put("command", program.words().get(0));
      entry.put("args", program.words().subList(1, program.words().size()));
      if (!program.env().isEmpty()) {
        entry.put("env", program.env());
      }
      program.cwd().ifPresent(cwd -> entry.put("cwd", cwd));
      if (!program.passEnv().isEmpty()) {
        entry.put("passEnv", program.passEnv());
      }
    } else if (start instanceof Start.Remote remote) {
      entry.put("type", remote.type());
      entry.put("url", remote.url());
      if (!remote.headers().isEmpty()) {
        entry.put("headers", remote.headers());
      }
    }
    share.ifPresent(scope -> entry.put("share", scope));
    return entry;
  }
}
