package dev.mcpmux.core.world;

import dev.mcpmux.core.config.HandshakeMode;
import dev.mcpmux.core.config.LaunchTemplate;
import dev.mcpmux.core.config.LifePolicy;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.port.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A server that sessions may attach to, with what its policy says of sharing.
 *
 * @param command its one word
 */
record Attachable(
    Target target, String name, String command, SharingPolicy policy, LifePolicy life) {
  static final String STATIC_ROOTS = "[{\"uri\":\"file:///fixed\"}]";

  static Attachable adHoc(String command) {
    return new Attachable(
        new Target.AdHoc(List.of(command)),
        command,
        command,
        SharingPolicy.defaults().withShare(Scope.PROJECT),
        LifePolicy.defaults());
  }

  static Attachable named(String name, String command, Random random) {
    SharingPolicy policy = SharingPolicy.defaults();
    if (random.nextBoolean()) {
      policy = policy.withShare(Scope.GLOBAL);
    }
    switch (random.nextInt(14)) {
      case 0 -> policy = policy.withShare(Scope.SESSION);
      case 1 -> policy = policy.withShare(Scope.PROJECT);
      case 2 -> policy = policy.withHandshake(HandshakeMode.COMMON);
      case 3 -> policy = policy.withServerRequests(Optional.of(ServerRequestPolicy.OFF));
      case 4 -> policy = policy.withServerRequests(Optional.of(ServerRequestPolicy.DEDICATED));
      case 5 -> policy = policy.withRoots(new RootsPolicy.Static(List.of("file:///fixed")));
      case 6 -> policy = policy.withRoots(new RootsPolicy.Off());
      case 7 -> policy = policy.withRoots(new RootsPolicy.Session());
      case 8, 9 -> policy = policy.withServerRequests(Optional.of(ServerRequestPolicy.SERIALIZED));
      case 10, 11 ->
          policy = policy.withServerRequests(Optional.of(ServerRequestPolicy.ATTRIBUTED));
      default -> {}
    }
    if (random.nextInt(8) == 0) {
      policy = policy.withClientIdentity(true);
    }
    if (random.nextInt(8) == 0) {
      policy = policy.withLogRouting(dev.mcpmux.core.config.LogRouting.BROADCAST);
    }
    LifePolicy life = LifePolicy.defaults();
    if (random.nextBoolean()) {
      life = life.with(LifePolicy.Time.IDLE_STOP_ATTACHED, 1_000 + random.nextInt(4_000));
    }
    return new Attachable(new Target.Named(name), name, command, policy, life);
  }

  /**
   * @param env what its processes are given
   */
  ServerConfig config(Map<String, String> env) {
    return new ServerConfig(
        name, new LaunchTemplate.Program(command).withEnv(env), policy, life, ToolFilter.none());
  }

  Scope scope() {
    return policy.share().orElse(Scope.GLOBAL);
  }

  /** Whether the config says who shares it, whatever it says itself. */
  boolean isDecided() {
    return target instanceof Target.Named && policy.share().isPresent();
  }

  boolean common() {
    return policy.handshake() == HandshakeMode.COMMON;
  }

  boolean is(ServerRequestPolicy wanted) {
    return policy.serverRequests().equals(Optional.of(wanted));
  }

  /** Whether the server is told that its clients have this capability. */
  boolean tells(Profile profile, String capability) {
    if (capability.equals("roots") && policy.roots() instanceof RootsPolicy.Static) {
      return true;
    }
    if (capability.equals("roots") && policy.roots() instanceof RootsPolicy.Off) {
      return false;
    }
    return !common() && !is(ServerRequestPolicy.OFF) && profile.has(capability);
  }

  /** Whether a session has its process for itself, whatever was learned. */
  boolean dedicated(Profile profile) {
    boolean asked = profile.has("roots") || profile.has("sampling") || profile.has("elicitation");
    return scope() == Scope.SESSION
        || is(ServerRequestPolicy.DEDICATED)
            && !common()
            && (asked && !(policy.roots() instanceof RootsPolicy.Off)
                || profile.has("sampling")
                || profile.has("elicitation")
                || policy.roots() instanceof RootsPolicy.Static);
  }
}
