package dev.mcpmux.core.meter;

import dev.mcpmux.core.frame.Method;

/** How often a session has called one tool, or another method, since these numbers were begun. */
public final class UsageRow {

  /** Who asks; empty texts for what is not known. */
  public record Caller(int session, String client, String project, String clientSessionId) {}

  private final String server;
  private final byte mark;
  private final String name;
  private final Caller caller;
  private final Tally tally = new Tally();
  private long nanos;

  /** In its table: the next one that may be mistaken for it. */
  UsageRow next;

  UsageRow(String server, byte mark, String name, Caller caller) {
    this.server = server;
    this.mark = mark;
    this.name = name;
    this.caller = caller;
  }

  /** The names are compared as objects: a mark that another tool has got is another row. */
  boolean is(int session, String server, byte mark, String name) {
    return caller.session == session
        && this.mark == mark
        && this.name == name
        && this.server.equals(server);
  }

  public String server() {
    return server;
  }

  public Method method() {
    return ServerTally.method(mark);
  }

  /** The tool's, or the method's. */
  public String name() {
    return name;
  }

  public Caller caller() {
    return caller;
  }

  public Tally tally() {
    return tally;
  }

  /** How long the server has taken for all that it has answered. */
  public long nanos() {
    return nanos;
  }

  void took(long more) {
    nanos += more;
  }
}
