package dev.mcpmux.cli.top;

import java.util.List;

/** What the keys do. */
final class Help {

  static final List<String> LINES =
      List.of(
          "mcpmux top: what servers and sessions do now",
          "1 2 3  Tab         servers, sessions, calls in flight",
          "up down  j k       choose a row, or scroll; also Home, End, page keys",
          "Enter              look into a server or a session; of a call, its session",
          "Esc                back; all rows again",
          "s  >  <  S         sort by the next column, the one before; turn around",
          "/                  only rows that have a text",
          "r  d               restart, disable or enable the server; asks first",
          "q  Ctrl-C          quit");

  private Help() {}
}
