package dev.mcpmux.cli.config;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Copies the user's config with some of its servers only, so that a daemon with it starts no other,
 * and without what the daemon itself listens on and reports to. To be used on files that {@link
 * ConfigFiles#loadWhatIsRight} can make something of.
 */
public final class ConfigCopy {

  private static final String SERVERS = "mcpServers";

  /** A port can be listened on once, and nobody collects what a trial does. */
  private static final Set<String> LEFT_OUT = Set.of("context", "http", "metrics", "telemetry");

  private final Predicate<String> servers;
  private final Set<String> copied = new HashSet<>();
  private final StringWriter text = new StringWriter();
  private final JsonGenerator out =
      new JsonFactory().createGenerator(ObjectWriteContext.empty(), text);

  private ConfigCopy(Predicate<String> servers) {
    this.servers = servers;
  }

  /**
   * The text of a config file.
   *
   * @param servers those that are wanted
   */
  public static String of(ConfigFiles files, Predicate<String> servers)
      throws ConfigException, IOException {
    ConfigCopy copy = new ConfigCopy(servers);
    copy.out.writeStartObject();
    if (Files.exists(files.file())) {
      copy.read(files.file(), false);
    }
    copy.out.writeObjectPropertyStart(SERVERS);
    List<Path> all = new ArrayList<>(List.of(files.file()));
    all.addAll(files.dropInFiles());
    for (Path file : all) {
      if (Files.exists(file) && isJson(file)) {
        copy.read(file, true);
      }
    }
    copy.out.writeEndObject();
    copy.out.writeEndObject();
    copy.out.close();
    return copy.text.toString();
  }

  /** What a program has dropped may be anything. */
  private static boolean isJson(Path file) throws IOException {
    try (JsonParser in = parser(file)) {
      in.nextToken();
      in.skipChildren();
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }

  private static JsonParser parser(Path file) throws IOException {
    String json = Files.readString(file).replace("\uFEFF", "");
    return ConfigReader.FACTORY.createParser(ObjectReadContext.empty(), json);
  }

  /** Copies the servers' entries, or everything that is no server. */
  private void read(Path file, boolean entry) throws IOException {
    try (JsonParser in = parser(file)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isServers = in.currentName().equals(SERVERS);
        if (isServers && entry) {
          in.nextToken();
          copyEntry(in);
        } else if (!isServers && !entry && !LEFT_OUT.contains(in.currentName())) {
          out.copyCurrentStructure(in);
        } else {
          in.nextToken();
          in.skipChildren();
        }
      }
    }
  }

  private void copyEntry(JsonParser in) {
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      if (servers.test(in.currentName()) && copied.add(in.currentName())) {
        out.copyCurrentStructure(in);
      } else {
        in.nextToken();
        in.skipChildren();
      }
    }
  }
}
