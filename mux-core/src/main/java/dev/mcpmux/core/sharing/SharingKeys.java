package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.HandshakeMode;
import dev.mcpmux.core.config.RootsPolicy;
import dev.mcpmux.core.config.ServerRequestPolicy;
import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.json.CanonicalJson;
import dev.mcpmux.core.message.Revision;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** From what a session declared to what its server is told, and to the process it shares. */
public final class SharingKeys {

  private SharingKeys() {}

  /** What the server is told in place of what the session wrote. */
  public static ClientDeclaration effective(ResolvedServer server, ClientDeclaration declared) {
    boolean common = server.sharing().handshake() == HandshakeMode.COMMON;
    boolean asksNothing =
        common || server.sharing().serverRequests().equals(Optional.of(ServerRequestPolicy.OFF));
    Capabilities capabilities = asksNothing ? Capabilities.NONE : declared.capabilities();
    if (server.sharing().roots() instanceof RootsPolicy.Off) {
      capabilities = capabilities.without("roots");
    } else if (server.sharing().roots() instanceof RootsPolicy.Static) {
      capabilities = capabilities.with("roots", "{}");
    }
    byte[] clientInfo = server.sharing().clientIdentity() && !common ? declared.clientInfo() : null;
    return common
        ? new ClientDeclaration(
            ('"' + Revision.LATEST.text() + '"').getBytes(StandardCharsets.UTF_8),
            Revision.LATEST.text(),
            capabilities,
            clientInfo)
        : new ClientDeclaration(
            declared.protocolVersion(), declared.protocolVersionText(), capabilities, clientInfo);
  }

  /**
   * Whether the session must be asked for its roots before its key is known.
   *
   * @param declared what the session wrote
   * @param traits those of the server's launch
   */
  public static boolean needsRoots(
      ResolvedServer server, ClientDeclaration declared, Set<Trait> traits) {
    Capabilities capabilities = effective(server, declared).capabilities();
    RootsPolicy policy = server.sharing().roots();
    boolean keyed =
        policy instanceof RootsPolicy.Session
            || policy instanceof RootsPolicy.Auto && traits.contains(Trait.ROOTS);
    return keyed && capabilities.roots() && ownReason(server, capabilities, traits).isEmpty();
  }

  /**
   * @param declared what the session wrote
   * @param session its number
   * @param traits those of the server's launch
   * @param roots the session's roots, see {@link #roots}; empty as long as they are not known
   */
  public static SharingKey key(
      ResolvedServer server,
      ClientDeclaration declared,
      int session,
      Set<Trait> traits,
      Optional<String> roots) {
    ClientDeclaration effective = effective(server, declared);
    Circle circle =
        ownReason(server, effective.capabilities(), traits)
            .map(reason -> Circle.own(reason, session))
            .orElse(server.circle());
    String seen = "";
    if (server.sharing().roots() instanceof RootsPolicy.Static fixed) {
      seen = fixed.json();
    } else if (needsRoots(server, declared, traits)) {
      seen = roots.orElse(SharingKey.unknownRoots(session));
    }
    return new SharingKey(
        server.name(), server.launch(), circle, HandshakeClass.of(effective), seen);
  }

  /**
   * The roots in a client's answer to {@code roots/list}, as they enter the key; empty for an
   * answer that holds none.
   *
   * @param result the {@code result}, valid JSON
   */
  public static Optional<String> roots(byte[] result) {
    return Optional.ofNullable(CanonicalJson.members(result).get("roots"))
        .filter(roots -> roots.startsWith("["));
  }

  /** Why the session has a process of its own; empty if it has not. */
  private static Optional<Circle.Kind> ownReason(
      ResolvedServer server, Capabilities capabilities, Set<Trait> traits) {
    if (server.circle().isOwn()) {
      return Optional.of(server.circle().kind());
    }
    Optional<ServerRequestPolicy> policy = server.sharing().serverRequests();
    if (policy.isPresent()) {
      return policy.get() == ServerRequestPolicy.DEDICATED
              && Arrays.stream(Trait.values()).anyMatch(capabilities::has)
          ? Optional.of(Circle.Kind.DEDICATED)
          : Optional.empty();
    }
    boolean asked =
        traits.contains(Trait.SAMPLING) && capabilities.sampling()
            || traits.contains(Trait.ELICITATION) && capabilities.elicitation();
    return asked ? Optional.of(Circle.Kind.TRAITS) : Optional.empty();
  }
}
