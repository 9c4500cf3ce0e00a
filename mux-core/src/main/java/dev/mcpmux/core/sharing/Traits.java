package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.ConfigWord;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.text.Digest;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What servers were seen to ask their clients for, and what they say of themselves. For what they
 * ask they are told apart by the words of their command, or their address, alone: that does not
 * depend on whose token a program was given. Nothing of the environment gets into the file.
 */
public final class Traits {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** How many commands are kept. */
  static final int MAX_COMMANDS = 4096;

  private WellKnownServers wellKnown;

  /** By digest; the oldest first. */
  private Map<String, Set<Trait>> learned = new LinkedHashMap<>();

  /**
   * What servers have said of themselves, by {@link ResolvedServer#speaker()}; the oldest first.
   */
  private final Map<String, SaidSharing> said = new LinkedHashMap<>();

  public Traits(WellKnownServers wellKnown) {
    this.wellKnown = wellKnown;
  }

  /** Another table is in force from now on. */
  public void reconfigure(WellKnownServers wellKnown) {
    this.wellKnown = wellKnown;
  }

  /** What the server was seen to ask for, and what the table says of it. */
  public Set<Trait> of(Launch launch) {
    return seen(launch, digest(launch));
  }

  /**
   * What counts of that for a session: where the server has said that it may be shared all the
   * same, nothing but the roots.
   */
  public Set<Trait> of(ResolvedServer server) {
    Set<Trait> traits = of(server.launch());
    if (server.said() == SaidSharing.SHARED) {
      traits.retainAll(EnumSet.of(Trait.ROOTS));
    }
    return traits;
  }

  private Set<Trait> seen(Launch launch, String digest) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    traits.addAll(learned.getOrDefault(digest, Set.of()));
    if (launch instanceof ProcessLaunch process) {
      wellKnown.find(process.command()).flatMap(known -> known.traits()).ifPresent(traits::addAll);
    }
    return traits;
  }

  /** Whether this is news, so that sessions may have to move and the file is to be written. */
  public boolean learn(Launch launch, Trait trait) {
    String digest = digest(launch);
    if (seen(launch, digest).contains(trait)) {
      return false;
    }
    add(digest, EnumSet.of(trait));
    return true;
  }

  /** What the server has said of itself the last time; null for nothing. */
  public SaidSharing said(ResolvedServer server) {
    return said.isEmpty() ? null : said.get(server.speaker());
  }

  /**
   * The server has said this of itself, or nothing. Returns whether that is news.
   *
   * @param speaker see {@link ResolvedServer#speaker()}
   * @param word null for nothing
   */
  public boolean hear(String speaker, SaidSharing word) {
    if (said.get(speaker) == word) {
      return false;
    }
    said.remove(speaker);
    if (word != null) {
      said.put(speaker, word);
    }
    if (said.size() > MAX_COMMANDS) {
      said.remove(said.keySet().iterator().next());
    }
    return true;
  }

  /** All that was learned, to be given to {@link #load} after a restart. */
  public byte[] toBytes() {
    StringBuilder out = new StringBuilder("{\"version\":1,\"traits\":{");
    String comma = "";
    for (Map.Entry<String, Set<Trait>> entry : learned.entrySet()) {
      out.append(comma).append("\n\"").append(entry.getKey()).append("\":[");
      comma = "";
      for (Trait trait : entry.getValue()) {
        out.append(comma).append('"').append(trait.configName()).append('"');
        comma = ",";
      }
      out.append(']');
      comma = ",";
    }
    out.append("\n}");
    if (!said.isEmpty()) {
      comma = "";
      out.append(",\"said\":{");
      for (Map.Entry<String, SaidSharing> entry : said.entrySet()) {
        out.append(comma).append("\n\"").append(entry.getKey()).append("\":\"");
        out.append(entry.getValue().word()).append('"');
        comma = ",";
      }
      out.append("\n}");
    }
    return out.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Adds what was learned before. What cannot be read is left out: it will be learned again.
   *
   * @param bytes what {@link #toBytes} returned once, or anything else
   */
  public void load(byte[] bytes) {
    Map<String, Set<Trait>> since = learned;
    learned = new LinkedHashMap<>();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String member = parser.currentName();
          boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
          if (isObject && member.equals("traits")) {
            readCommands(parser);
          } else if (isObject && member.equals("said")) {
            readSaid(parser);
          }
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      // the rest is lost
    }
    since.forEach(this::add);
  }

  private void readCommands(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String digest = parser.currentName();
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (parser.currentToken() == JsonToken.VALUE_STRING) {
            ConfigWord.of(Trait.values(), parser.getString()).ifPresent(traits::add);
          }
          parser.skipChildren();
        }
        if (isDigest(digest) && !traits.isEmpty()) {
          add(digest, traits);
        }
      }
      parser.skipChildren();
    }
  }

  private void readSaid(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String digest = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        SaidSharing word = SaidSharing.ofWord(parser.getString());
        if (isDigest(digest) && word != null && !said.containsKey(digest)) {
          hear(digest, word); // what was heard since counts more
        }
      }
      parser.skipChildren();
    }
  }

  private static boolean isDigest(String text) {
    return text.matches("[0-9a-f]{64}");
  }

  private void add(String digest, Set<Trait> traits) {
    Set<Trait> all = EnumSet.copyOf(traits);
    Set<Trait> before = learned.remove(digest);
    if (before != null) {
      all.addAll(before);
    }
    learned.put(digest, all);
    if (learned.size() > MAX_COMMANDS) {
      learned.remove(learned.keySet().iterator().next());
    }
  }

  private static String digest(Launch launch) {
    return Digest.of(String.join("\0", launch.program()));
  }
}
