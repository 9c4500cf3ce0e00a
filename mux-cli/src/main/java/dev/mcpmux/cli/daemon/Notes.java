package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ContextSettings;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts the server of notes into a config that asks for it, as one more server: all that holds for
 * servers holds for it. Nothing of it is loaded before. Not thread-safe.
 */
final class Notes {

  private static final String SERVER = "dev.mcpmux.cli.context.ContextServer";

  private final Path state;

  /** Null until a config asks for it. */
  private NotesFeature feature;

  Notes(Path state) {
    this.state = state;
  }

  /** The config's own servers, and this one where it is wanted. */
  MuxConfig over(ConfigFile file) {
    MuxConfig config = file.config();
    if (!file.hasContext()) {
      return config;
    }
    Map<String, ServerConfig> servers = new LinkedHashMap<>(config.servers());
    // each session has a connection of its own, so that the server knows who asks
    SharingPolicy sharing =
        SharingPolicy.defaults().withShare(Scope.SESSION).withClientIdentity(true);
    LaunchTemplate launch = new LaunchTemplate.InProcess(feature(file.context()).mount());
    servers.put(ContextSettings.NAME, new ServerConfig(ContextSettings.NAME, launch, sharing));
    return config.withServers(servers, config.disabled());
  }

  private NotesFeature feature(ContextSettings settings) {
    if (feature == null) {
      feature = load(settings);
    } else {
      feature.settings(settings);
    }
    return feature;
  }

  /** By its name: no class that is always there may name one that needs the database. */
  private NotesFeature load(ContextSettings settings) {
    try {
      return (NotesFeature)
          Class.forName(SERVER)
              .getConstructor(Path.class, ContextSettings.class)
              .newInstance(state, settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(SERVER + " cannot be had", e);
    }
  }
}
