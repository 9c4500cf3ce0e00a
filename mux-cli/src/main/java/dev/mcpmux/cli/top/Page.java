package dev.mcpmux.cli.top;

/** What is listed. */
enum Page {
  SERVERS("Servers"),
  SESSIONS("Sessions"),
  CALLS("Calls in flight");

  final String title;

  Page(String title) {
    this.title = title;
  }

  /** The one that many further, around. */
  Page next(int steps) {
    return values()[Math.floorMod(ordinal() + steps, values().length)];
  }

  Table table(Snapshot snapshot, Rates rates, Look look) {
    return switch (this) {
      case SERVERS -> ServersTable.of(snapshot, rates, look);
      case SESSIONS -> SessionsTable.of(snapshot, rates);
      case CALLS -> CallsTable.of(snapshot);
    };
  }
}
