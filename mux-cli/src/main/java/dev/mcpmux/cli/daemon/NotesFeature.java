package dev.mcpmux.cli.daemon;

import dev.mcpmux.cli.config.ContextSettings;
import dev.mcpmux.core.api.server.ServerMount;

/** The server of notes, as far as the daemon knows it. Thread-safe. */
public interface NotesFeature {

  /** The server, always the same one. */
  ServerMount mount();

  /** These hold for what is asked from now on. */
  void settings(ContextSettings settings);
}
