package dev.mcpmux.core.sharing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Which variables came out to name a session: those that had another value in every session of a
 * client, in {@link #ENOUGH} of them at least. One value that comes twice ends that for good, since
 * a setting is what sessions have in common.
 *
 * <p>One process of a client opens a session with each of its servers, all with the same values:
 * these count as one. Where a process has several values, its entries say them, and that ends it
 * too; unless all of them look made by a program, as those of a process with several sessions do.
 *
 * <p>Values are known by their marks alone, keyed hashes that the driver makes.
 */
public final class LearnedVariables {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** How many values a variable must have had, each in a session of its own. */
  static final int ENOUGH = 3;

  static final int MAX_CLIENTS = 64;
  static final int MAX_NAMES = 512;

  /** How many values are kept of a variable; the oldest is forgotten first. */
  static final int MAX_VALUES = 64;

  /** How many names and values are kept of all clients together, at least. */
  private static final int MAX_TOGETHER = 16_384;

  private static final int MAX_SERVERS = 64;

  /** By client and name; the oldest client first. */
  private final Map<String, Map<String, Sightings>> clients = new LinkedHashMap<>();

  private boolean isNews;

  /** What was seen of one variable in sessions of one client. */
  private static final class Sightings {
    /** Which process of the client had a value, by the value's mark; null once that is over. */
    Map<Long, Sighting> values = new LinkedHashMap<>();

    boolean isLearned() {
      return values != null && values.size() >= ENOUGH;
    }

    /** Returns whether that was news. */
    boolean see(long mark, Sighting seen, String server) {
      if (values == null) {
        return false;
      }
      Sighting before = values.get(mark);
      if (before == null) {
        seen.add(server);
        values.put(mark, seen);
        if (values.size() > MAX_VALUES) {
          values.remove(values.keySet().iterator().next());
        }
      } else if (before.process != seen.process || seen.process == 0) {
        values = null;
        return true;
      } else {
        before.add(server);
      }
      endIfSaid(seen.process);
      return before == null || values == null;
    }

    /**
     * A process with one value is one session, however often it opens one with a server. One with
     * several is not: then a value that it had twice was the value of two sessions.
     */
    private void endIfSaid(long process) {
      if (process == 0) {
        return;
      }
      List<Sighting> ofProcess =
          values.values().stream().filter(seen -> seen.process == process).toList();
      if (ofProcess.size() > 1
          && ofProcess.stream().anyMatch(seen -> seen.again || !seen.looksMade)) {
        values = null;
      }
    }
  }

  /** A process of a client that had a value. */
  private static final class Sighting {
    /** Its mark; 0 when it is not known. */
    final long process;

    final boolean looksMade;

    /** To which it opened a session since the daemon began; null for none. */
    private Set<String> servers;

    /** Whether it opened two with one of them. */
    boolean again;

    Sighting(long process, boolean looksMade) {
      this.process = process;
      this.looksMade = looksMade;
    }

    void add(String server) {
      if (servers == null) {
        servers = Set.of(server);
      } else if (servers.contains(server)) {
        again = true;
      } else if (servers.size() < MAX_SERVERS) {
        servers = new HashSet<>(servers);
        servers.add(server);
      }
    }
  }

  /**
   * Takes a session into account.
   *
   * @param client the name that it has said
   * @param process the mark of the client's process; 0 when it is not known
   * @param server which server the session is with
   * @param marks of those of its variables that may be learned, by name
   * @param made names of those whose values look made by a program
   * @return whether other variables of the client are learned now
   */
  public boolean see(
      String client, long process, String server, SortedMap<String, Long> marks, Set<String> made) {
    if (marks.isEmpty()) {
      return false;
    }
    Map<String, Sightings> names = clients.remove(client);
    names = names == null ? new LinkedHashMap<>() : names;
    clients.put(client, names);
    if (clients.size() > MAX_CLIENTS) {
      clients.remove(clients.keySet().iterator().next());
    }
    boolean changed = false;
    for (Map.Entry<String, Long> variable : marks.entrySet()) {
      String name = variable.getKey();
      Sightings seen = names.get(name);
      if (seen == null && (names.size() >= MAX_NAMES || isFull())) {
        continue; // who knows so many learns no more
      }
      seen = names.computeIfAbsent(name, key -> new Sightings());
      boolean before = seen.isLearned();
      isNews |= seen.see(variable.getValue(), new Sighting(process, made.contains(name)), server);
      changed |= before != seen.isLearned();
    }
    return changed;
  }

  /** Whether the values of all clients together are as many as are kept. */
  private boolean isFull() {
    long all = 0;
    for (Map<String, Sightings> names : clients.values()) {
      for (Sightings seen : names.values()) {
        all += 1 + (seen.values == null ? 0 : seen.values.size());
      }
    }
    return all >= MAX_TOGETHER;
  }

  /** It has come out that these mean something to a server after all: they are over. */
  public void end(String client, Collection<String> names) {
    Map<String, Sightings> seen = clients.getOrDefault(client, Map.of());
    for (String name : names) {
      Sightings sightings = seen.get(name);
      if (sightings != null && sightings.values != null) {
        sightings.values = null;
        isNews = true;
      }
    }
  }

  /** The names of those variables that name a session of the client. */
  public SortedSet<String> of(String client) {
    SortedSet<String> learned = new TreeSet<>();
    clients
        .getOrDefault(client, Map.of())
        .forEach(
            (name, seen) -> {
              if (seen.isLearned()) {
                learned.add(name);
              }
            });
    return learned;
  }

  /** The clients of which anything is known. */
  public List<String> clients() {
    return List.copyOf(clients.keySet());
  }

  /** Whether {@link #toBytes} has changed since this was last asked. */
  public boolean takeNews() {
    boolean news = isNews;
    isNews = false;
    return news;
  }

  /** All that was seen, to be given to {@link #load} after a restart: names and marks. */
  public byte[] toBytes() {
    StringBuilder out = new StringBuilder("{\"version\":1,\"clients\":{");
    String comma = "";
    for (Map.Entry<String, Map<String, Sightings>> client : clients.entrySet()) {
      out.append(comma).append('\n').append(quoted(client.getKey())).append(":{");
      comma = "";
      for (Map.Entry<String, Sightings> variable : client.getValue().entrySet()) {
        out.append(comma).append('\n').append(quoted(variable.getKey())).append(':');
        write(variable.getValue(), out);
        comma = ",";
      }
      out.append('}');
      comma = ",";
    }
    return out.append("}}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Pairs of marks, of a value and of a process; {@code false} for a value that came twice. */
  private static void write(Sightings seen, StringBuilder out) {
    if (seen.values == null) {
      out.append("false");
      return;
    }
    String comma = "[";
    for (Map.Entry<Long, Sighting> value : seen.values.entrySet()) {
      out.append(comma).append('"').append(Long.toHexString(value.getKey())).append("\",\"");
      out.append(Long.toHexString(value.getValue().process)).append('"');
      comma = ",";
    }
    out.append(']');
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c < ' ' || c == '"' || c == '\\' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /**
   * Takes what was seen before. What cannot be read is left out: it will be seen again.
   *
   * @param bytes what {@link #toBytes} returned once, or anything else
   */
  public void load(byte[] bytes) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          boolean wanted = parser.currentName().equals("clients");
          if (parser.nextToken() == JsonToken.START_OBJECT && wanted) {
            readClients(parser);
          }
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      // the rest is lost
    }
  }

  private void readClients(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String client = parser.currentName();
      Map<String, Sightings> names = new LinkedHashMap<>();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          Sightings seen = readSightings(parser);
          if (seen != null && names.size() < MAX_NAMES) {
            names.put(name, seen);
          }
        }
      }
      parser.skipChildren();
      if (clients.size() < MAX_CLIENTS) {
        clients.putIfAbsent(client, names);
      }
    }
  }

  /** Null for what is not understood. */
  private static Sightings readSightings(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_FALSE) {
      Sightings twice = new Sightings();
      twice.values = null;
      return twice;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return null;
    }
    List<Long> marks = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        marks.add(mark(parser.getString()));
      }
      parser.skipChildren();
    }
    Sightings seen = new Sightings();
    for (int i = 0; i + 1 < marks.size() && seen.values.size() < MAX_VALUES; i += 2) {
      seen.values.put(marks.get(i), new Sighting(marks.get(i + 1), true));
    }
    return seen;
  }

  private static long mark(String hex) {
    try {
      return Long.parseUnsignedLong(hex, 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
