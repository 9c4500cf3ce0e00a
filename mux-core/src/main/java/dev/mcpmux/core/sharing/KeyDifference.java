package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.text.ByteText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why two sessions do not share a process, for people. Never shows the value of a variable. */
public final class KeyDifference {
  private final SharingKey one;
  private final SharingKey other;
  private final List<String> reasons = new ArrayList<>();

  private KeyDifference(SharingKey one, SharingKey other) {
    this.one = one;
    this.other = other;
  }

  /**
   * What keeps the process of one key apart from that of another, a clause each, in which {@code
   * one} is the subject; empty for equal keys.
   */
  public static List<String> explain(SharingKey one, SharingKey other) {
    KeyDifference difference = new KeyDifference(one, other);
    if (!one.server().equals(other.server())) {
      return List.of("is another server");
    }
    difference.circles();
    difference.launches();
    difference.handshakes();
    difference.roots();
    return difference.reasons.stream().map(ByteText::printable).toList();
  }

  private void circles() {
    if (one.circle().equals(other.circle())) {
      return;
    }
    if (one.circle().isOwn()) {
      reasons.add("is a process of its own " + whyOwn(one));
    } else if (other.circle().isOwn()) {
      reasons.add("is shared, while the other is a process of its own " + whyOwn(other));
    } else {
      reasons.add("is for " + sessionsOf(one.circle()) + ", not " + sessionsOf(other.circle()));
    }
  }

  private static String sessionsOf(Circle circle) {
    return circle.kind() == Circle.Kind.PROJECT
        ? "project root " + circle.around()
        : "all sessions";
  }

  private static String whyOwn(SharingKey key) {
    return switch (key.circle().kind()) {
      case SESSION -> "because the server's scope is session";
      case DEDICATED -> "because serverRequests is dedicated";
      case TRAITS ->
          "because the server asks for " + asked(key) + " and nothing says whose call caused it";
      case SAID -> "because the server says so (x-mux: isolated)";
      case ALL, PROJECT -> throw new IllegalArgumentException(key.circle() + " is shared");
    };
  }

  /** Of the two traits that split, those that the session declares: one of them did. */
  private static String asked(SharingKey key) {
    Capabilities declared = capabilities(key);
    return Stream.of(Trait.SAMPLING, Trait.ELICITATION)
        .filter(declared::has)
        .map(Trait::configName)
        .collect(Collectors.joining(" or "));
  }

  private void launches() {
    if (one.launch() instanceof ProcessLaunch mine
        && other.launch() instanceof ProcessLaunch others) {
      processes(mine, others);
    } else if (one.launch() instanceof RemoteLaunch mine
        && other.launch() instanceof RemoteLaunch others) {
      remotes(mine, others);
    } else if (one.launch() instanceof InProcessLaunch mine
        && other.launch() instanceof InProcessLaunch others) {
      if (!mine.mount().equals(others.mount())) {
        reasons.add("is another object");
      }
    } else {
      reasons.add(
          "is " + one.launch().program().get(0) + ", not " + other.launch().program().get(0));
    }
  }

  private void processes(ProcessLaunch mine, ProcessLaunch others) {
    if (!mine.command().get(0).equals(others.command().get(0))) {
      reasons.add("runs " + mine.shownProgram() + ", not " + others.shownProgram());
    }
    if (!rest(mine.command()).equals(rest(others.command()))) {
      reasons.add("has other arguments");
    }
    if (!mine.cwd().equals(others.cwd())
        && !(isProjectsOwn(one, mine) && isProjectsOwn(other, others))) {
      reasons.add("runs in " + mine.cwd() + ", not in " + others.cwd());
    }
    values("", withoutProject(one, mine), withoutProject(other, others));
  }

  private void remotes(RemoteLaunch mine, RemoteLaunch others) {
    if (mine.kind() != others.kind() || !mine.address().equals(others.address())) {
      reasons.add("is at " + mine.address() + ", not at " + others.address());
    } else if (!mine.url().equals(others.url())) {
      reasons.add("has another query in its URL");
    }
    values("the header ", mine.headers(), others.headers());
    if (!mine.proxy().equals(others.proxy())) {
      reasons.add("goes through another proxy");
    }
    if (!mine.caFile().equals(others.caFile())) {
      reasons.add("trusts other certificates");
    }
  }

  private static List<String> rest(List<String> command) {
    return command.subList(1, command.size());
  }

  /** It runs in the project root, which is named already. */
  private static boolean isProjectsOwn(SharingKey key, ProcessLaunch launch) {
    return key.circle().kind() == Circle.Kind.PROJECT && key.circle().around().equals(launch.cwd());
  }

  /** Without the variable that names the project root, which is named already. */
  private static Map<String, String> withoutProject(SharingKey key, ProcessLaunch launch) {
    Map<String, String> environment = new TreeMap<>(launch.environment());
    if (key.circle().kind() == Circle.Kind.PROJECT) {
      environment.remove(Environments.PROJECT_DIR, key.circle().around());
    }
    return environment;
  }

  /** Names what differs between two maps, and shows no value. */
  private void values(String what, Map<String, String> mine, Map<String, String> others) {
    addNames(
        "has other values of " + what,
        mine,
        name -> others.containsKey(name) && !mine.get(name).equals(others.get(name)));
    addNames("lacks " + what, others, name -> !mine.containsKey(name));
    addNames("has, unlike the other, " + what, mine, name -> !others.containsKey(name));
  }

  private void addNames(String text, Map<String, String> of, Predicate<String> which) {
    String found = of.keySet().stream().filter(which).sorted().collect(Collectors.joining(", "));
    if (!found.isEmpty()) {
      reasons.add(text + found);
    }
  }

  private void handshakes() {
    HandshakeClass mine = one.handshake();
    HandshakeClass others = other.handshake();
    if (!mine.protocolVersion().equals(others.protocolVersion())) {
      reasons.add(
          "asks for protocol version "
              + mine.protocolVersion()
              + " instead of "
              + others.protocolVersion());
    }
    if (!mine.capabilities().equals(others.capabilities())) {
      reasons.add("declares other capabilities: " + differingCapabilities());
    }
    if (!mine.clientIdentity().equals(others.clientIdentity())) {
      reasons.add("names another client");
    }
  }

  private String differingCapabilities() {
    Map<String, String> mine = capabilities(one).members();
    Map<String, String> others = capabilities(other).members();
    SortedSet<String> names = new TreeSet<>(mine.keySet());
    names.addAll(others.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(mine.get(name), others.get(name)))
        .collect(Collectors.joining(", "));
  }

  private static Capabilities capabilities(SharingKey key) {
    return Capabilities.of(key.handshake().capabilities().getBytes(StandardCharsets.UTF_8));
  }

  private void roots() {
    if (one.roots().equals(other.roots())) {
      return;
    }
    if (one.rootsUnknown()) {
      reasons.add("has a session that has not told its roots");
    } else if (other.rootsUnknown()) {
      reasons.add("is not for the other's session, which has not told its roots");
    } else {
      reasons.add("sees other roots");
    }
  }
}
