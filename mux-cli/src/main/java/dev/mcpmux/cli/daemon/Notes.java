package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.config.ConfigFile;
import dev.mcpmux.cli.config.ContextSettings;
import dev.mcpmux.core.config.MuxConfig;
import java.nio.file.Path;

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
    return file.withContext(() -> feature(file.context()).mount());
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
