package dev.mcpmux.core.sharing;

import dev.mcpmux.core.Launch;
import dev.mcpmux.core.Trait;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
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
    return List.copyOf(difference.reasons);
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
    Launch mine = one.launch();
    Launch others = other.launch();
    if (!mine.command().get(0).equals(others.command().get(0))) {
      reasons.add("runs " + mine.command().get(0) + ", not " + others.command().get(0));
    }
    if (!rest(mine.command()).equals(rest(others.command()))) {
      reasons.add("has other arguments");
    }
    if (!mine.cwd().equals(others.cwd()) && !isProjectsOwn()) {
      reasons.add("runs in " + mine.cwd() + ", not in " + others.cwd());
    }
    addNames("has other values of ", name -> inBoth(name) && !sameValue(name));
    addNames("lacks ", name -> !mine.environment().containsKey(name));
    addNames("has, unlike the other, ", name -> !others.environment().containsKey(name));
  }

  private static List<String> rest(List<String> command) {
    return command.subList(1, command.size());
  }

  /** Both run in their project roots, which are named already. */
  private boolean isProjectsOwn() {
    return isIn(one) && isIn(other);
  }

  private static boolean isIn(SharingKey key) {
    return key.circle().kind() == Circle.Kind.PROJECT
        && key.circle().around().equals(key.launch().cwd());
  }

  private void addNames(String text, Predicate<String> which) {
    SortedSet<String> names = new TreeSet<>(one.launch().environment().keySet());
    names.addAll(other.launch().environment().keySet());
    String found = names.stream().filter(which).collect(Collectors.joining(", "));
    if (!found.isEmpty()) {
      reasons.add(text + found);
    }
  }

  private boolean inBoth(String name) {
    return one.launch().environment().containsKey(name)
        && other.launch().environment().containsKey(name);
  }

  private boolean sameValue(String name) {
    return Objects.equals(
        one.launch().environment().get(name), other.launch().environment().get(name));
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
