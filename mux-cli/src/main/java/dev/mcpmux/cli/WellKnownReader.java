package dev.mcpmux.cli;

import dev.mcpmux.core.Scope;
import dev.mcpmux.core.Trait;
import dev.mcpmux.core.WellKnownServer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code wellKnownServers}. */
final class WellKnownReader {

  private List<String> packages = List.of();
  private List<String> programs = List.of();
  private Optional<Scope> share = Optional.empty();
  private Optional<Set<Trait>> traits = Optional.empty();
  private Optional<Boolean> stateless = Optional.empty();

  WellKnownServer read(ConfigReader in) throws ConfigException {
    in.object(
        key -> {
          switch (key) {
            case "packages" -> packages = in.strings();
            case "programs" -> programs = in.strings();
            case "share" -> share = Optional.of(SharingReader.scope(in));
            case "traits" -> traits = Optional.of(traits(in));
            case "stateless" -> stateless = Optional.of(in.bool());
            default -> in.unknown();
          }
        });
    return new WellKnownServer(packages, programs, share, traits, stateless);
  }

  private static Set<Trait> traits(ConfigReader in) throws ConfigException {
    return Set.copyOf(
        in.array(() -> in.word(Trait::ofConfigName, "\"roots\", \"sampling\" or \"elicitation\"")));
  }
}
