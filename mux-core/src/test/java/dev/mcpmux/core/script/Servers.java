package dev.mcpmux.core.script;

import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.SharingPolicy;
import java.util.ArrayList;
import java.util.List;

/** Servers of a config about which there is nothing special. */
public final class Servers {

  private Servers() {}

  public static ServerConfig plain(String name, String... args) {
    List<String> words = new ArrayList<>(List.of("server"));
    words.addAll(List.of(args));
    return new ServerConfig(name, new LaunchTemplate.Program(words), SharingPolicy.defaults());
  }
}
