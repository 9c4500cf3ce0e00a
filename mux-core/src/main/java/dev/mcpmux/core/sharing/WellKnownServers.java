package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.ConfigWord;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.config.WellKnownServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The table of well-known servers, {@code well-known-servers.json} beside this class, and what the
 * config lays over it.
 */
public final class WellKnownServers {
  private static final String RESOURCE = "well-known-servers.json";
  private static final WellKnownServers SHIPPED = new WellKnownServers(read());
  private static final WellKnownServers SCOPELESS = SHIPPED.scopeless();

  private final Map<String, WellKnownServer> entries;

  /** The entries by their packages, and by their programs: each session asks several times. */
  private final Map<String, List<WellKnownServer>> byPackage = new HashMap<>();

  private final Map<String, List<WellKnownServer>> byProgram = new HashMap<>();

  private WellKnownServers(Map<String, WellKnownServer> entries) {
    this.entries = entries;
    for (WellKnownServer entry : entries.values()) {
      entry.packages().forEach(name -> add(byPackage, name, entry));
      entry.programs().forEach(name -> add(byProgram, name, entry));
    }
  }

  private static void add(
      Map<String, List<WellKnownServer>> index, String name, WellKnownServer entry) {
    index.computeIfAbsent(name, none -> new ArrayList<>(1)).add(entry);
  }

  /** The table as it comes with mcpmux. */
  public static WellKnownServers shipped() {
    return SHIPPED;
  }

  /** This table with entries added, or changed where they have the name of one. */
  public WellKnownServers with(Map<String, WellKnownServer> over) {
    if (over.isEmpty()) {
      return this;
    }
    Map<String, WellKnownServer> merged = new LinkedHashMap<>(entries);
    over.forEach((name, entry) -> merged.merge(name, entry, WellKnownServer::overriddenBy));
    return new WellKnownServers(merged);
  }

  /** The table as it comes with mcpmux, without what it says of scopes. */
  static WellKnownServers withoutScopes() {
    return SCOPELESS;
  }

  private WellKnownServers scopeless() {
    Map<String, WellKnownServer> kept = new LinkedHashMap<>();
    entries.forEach((name, entry) -> kept.put(name, entry.withoutShare()));
    return new WellKnownServers(kept);
  }

  /** The entries by name. */
  Map<String, WellKnownServer> entries() {
    return entries;
  }

  /**
   * What is known of the server that a command starts. When several entries know the command, or
   * the word is an argument that may mean anything (the directory where somebody works on that
   * server), then what shares less holds.
   *
   * @param command the program and its arguments
   */
  public Optional<WellKnownServer> find(List<String> command) {
    int starts = CommandWords.ofServer(command).size();
    Map<WellKnownServer, Boolean> sure = new IdentityHashMap<>();
    for (int i = 0; i < command.size(); i++) {
      for (WellKnownServer entry : named(command.get(i))) {
        sure.merge(entry, i < starts, Boolean::logicalOr);
      }
    }
    return sure.entrySet().stream()
        .map(each -> each.getValue() ? each.getKey() : each.getKey().inDoubt())
        .reduce(WellKnownServer::and);
  }

  /** The name of the first entry that knows the command, if only by an argument. */
  public Optional<String> nameOf(List<String> command) {
    return entries.entrySet().stream()
        .filter(entry -> command.stream().anyMatch(w -> CommandWords.names(w, entry.getValue())))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private List<WellKnownServer> named(String word) {
    List<WellKnownServer> named = new ArrayList<>();
    for (String name : CommandWords.packages(word)) {
      named.addAll(byPackage.getOrDefault(name, List.of()));
    }
    named.addAll(byProgram.getOrDefault(CommandWords.program(word), List.of()));
    return named;
  }

  private static Map<String, WellKnownServer> read() {
    try (InputStream in = WellKnownServers.class.getResourceAsStream(RESOURCE);
        JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      Map<String, WellKnownServer> entries = new LinkedHashMap<>();
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          entries.put(name, readEntry(parser));
        } else {
          parser.skipChildren();
        }
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WellKnownServer readEntry(JsonParser parser) {
    List<String> packages = List.of();
    List<String> programs = List.of();
    Optional<Scope> share = Optional.empty();
    Optional<Set<Trait>> traits = Optional.empty();
    Optional<Boolean> stateless = Optional.empty();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "packages" -> packages = readStrings(parser);
        case "programs" -> programs = readStrings(parser);
        case "share" ->
            share = Optional.of(ConfigWord.of(Scope.values(), parser.getString()).orElseThrow());
        case "traits" -> traits = Optional.of(traits(readStrings(parser)));
        case "stateless" -> stateless = Optional.of(parser.getBooleanValue());
        case "tested" -> parser.skipChildren(); // for people
        default -> throw new IllegalStateException(RESOURCE + ": " + member);
      }
    }
    return new WellKnownServer(packages, programs, share, traits, stateless);
  }

  private static List<String> readStrings(JsonParser parser) {
    List<String> strings = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      strings.add(parser.getString());
    }
    return strings;
  }

  private static Set<Trait> traits(Collection<String> names) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    names.forEach(name -> traits.add(ConfigWord.of(Trait.values(), name).orElseThrow()));
    return traits;
  }
}
