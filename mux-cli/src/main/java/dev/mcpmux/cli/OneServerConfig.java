package dev.mcpmux.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Copies the user's config with one server only, so that a daemon with it starts no other. To be
 * used on files that {@link ConfigFiles#load} has found right.
 */
final class OneServerConfig {

  private static final String SERVERS = "mcpServers";

  private final String server;
  private final StringWriter text = new StringWriter();
  private final JsonGenerator out =
      new JsonFactory().createGenerator(ObjectWriteContext.empty(), text);

  private OneServerConfig(String server) {
    this.server = server;
  }

  /** The text of a config file. */
  static String of(ConfigFiles files, String server) throws ConfigException, IOException {
    OneServerConfig copy = new OneServerConfig(server);
    copy.out.writeStartObject();
    if (Files.exists(files.file())) {
      copy.read(files.file(), false);
    }
    copy.out.writeObjectPropertyStart(SERVERS);
    List<Path> all = new ArrayList<>(files.dropInFiles());
    all.add(files.file());
    for (Path file : all) {
      if (Files.exists(file)) {
        copy.read(file, true);
      }
    }
    copy.out.writeEndObject();
    copy.out.writeEndObject();
    copy.out.close();
    return copy.text.toString();
  }

  /** Copies the server's entry, or everything that is no server. */
  private void read(Path file, boolean entry) throws IOException {
    String json = Files.readString(file).replace("\uFEFF", "");
    try (JsonParser in = ConfigReader.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isServers = in.currentName().equals(SERVERS);
        if (isServers && entry) {
          in.nextToken();
          copyEntry(in);
        } else if (!isServers && !entry) {
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
      if (in.currentName().equals(server)) {
        out.copyCurrentStructure(in);
      } else {
        in.nextToken();
        in.skipChildren();
      }
    }
  }
}
