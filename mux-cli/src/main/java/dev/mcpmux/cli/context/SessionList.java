package dev.mcpmux.cli.context;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import java.util.Set;

/** The tool by which sessions of a project see each other. */
final class SessionList {

  private static final int MAX_TITLE = 100;

  static final Tool TOOL =
      ContextTools.tool(
              "context_sessions",
              "Sessions of this project",
              "Lists the sessions that are open in this project now, with what they say they work"
                  + " on. With a title, first says what this one works on.",
              "\"title\":{\"type\":\"string\",\"maxLength\":100,\"description\":\"What this session"
                  + " works on, in a few words, for the others to see.\"}",
              "")
          .destructive(false)
          .idempotent();

  private SessionList() {}

  static ToolResult answer(Desk desk, Visit visit, Json given) throws StoreException {
    Arguments in = new Arguments(given, Set.of("title"));
    String title = in.line("title", MAX_TITLE);
    if (title != null) {
      visit.title(title);
    }
    StringBuilder text = new StringBuilder();
    Json.ArrayBuilder sessions = Json.array();
    for (Visit each : desk.visitsOf(visit.caller().project())) {
      boolean own = each == visit;
      text.append("session ")
          .append(each.caller().title())
          .append(", ")
          .append(each.caller().client())
          .append(own ? " (this one)" : "")
          .append(each.title().isEmpty() ? "" : ": " + each.title())
          .append('\n');
      sessions.add(
          Json.object()
              .put("session", each.caller().title())
              .put("client", each.caller().client())
              .put("title", each.title())
              .put("own", own)
              .build());
    }
    return Replies.result(
        text.toString().strip(), Json.object().put("sessions", sessions.build()).build());
  }
}
