package dev.mcpmux.cli.usage;

import java.util.List;

/** What rows of the history are put together by: the columns that say so. */
enum By {
  SERVER("server"),
  TOOL("server", "tool"),
  CLIENT("client"),
  PROJECT("project"),
  SESSION("session", "client", "project"),
  DAY("day");

  private final List<String> columns;

  By(String... columns) {
    this.columns = List.of(columns);
  }

  List<String> columns() {
    return columns;
  }
}
