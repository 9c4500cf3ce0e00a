package dev.mcpmux.core.sharing;

/**
 * The sessions that may share a process, all else being equal.
 *
 * @param kind why it is drawn as it is
 * @param around the project root, or {@code session N}; empty for {@link Kind#ALL}
 */
public record Circle(Kind kind, String around) {

  /** What stands before the number of a session. */
  public static final String SESSION = "session ";

  /** Why a circle is drawn as it is. */
  public enum Kind {
    /** Scope {@code global}. */
    ALL,
    /** Scope {@code project}: the sessions of one project root. */
    PROJECT,
    /** Scope {@code session}: one session. */
    SESSION,
    /** One session, because {@code serverRequests} is {@code dedicated}. */
    DEDICATED,
    /** One session, because of what the server was seen to ask for. */
    TRAITS,
    /** One session, because the server says so. */
    SAID
  }

  static Circle all() {
    return new Circle(Kind.ALL, "");
  }

  static Circle project(String root) {
    return new Circle(Kind.PROJECT, root);
  }

  /** A session's own. */
  static Circle own(Kind why, int session) {
    return new Circle(why, SESSION + session);
  }

  /** Whether it holds one session only. */
  public boolean isOwn() {
    return kind != Kind.ALL && kind != Kind.PROJECT;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ALL -> "all";
      case PROJECT -> "project " + around;
      case SESSION, DEDICATED, TRAITS, SAID -> around;
    };
  }
}
