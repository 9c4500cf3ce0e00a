package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.config.WellKnownServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    in.object(members(in));
    return new WellKnownServer(packages, programs, share, traits, stateless);
  }

  Map<String, ConfigReader.Member> members(ConfigReader in) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put("packages", key -> packages = in.strings());
    members.put("programs", key -> programs = in.strings());
    members.put("share", key -> share = Optional.of(SharingReader.scope(in)));
    members.put("traits", key -> traits = Optional.of(traits(in)));
    members.put("stateless", key -> stateless = Optional.of(in.bool()));
    return members;
  }

  private static Set<Trait> traits(ConfigReader in) throws ConfigException {
    return Set.copyOf(in.array(() -> in.word(Trait.values())));
  }
}
