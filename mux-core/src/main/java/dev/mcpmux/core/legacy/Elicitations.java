package dev.mcpmux.core.legacy;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.json.ColdJson;
import dev.mcpmux.core.port.MuxActions;
import dev.mcpmux.core.route.Feature;
import dev.mcpmux.core.state.MuxState;
import dev.mcpmux.core.state.Session;
import dev.mcpmux.core.state.Upstream;
import dev.mcpmux.core.words.Refusal;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Elicitations that a user completes in a browser: the word that one is complete goes to the
 * session that was sent there.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation#completion-notifications-for-url-mode-elicitation">2025-11-25/client/elicitation</a>
 */
public final class Elicitations implements Feature {
  private static final String URL_ELICITATION_REQUIRED = "-32042";

  private final MuxState state;

  public Elicitations(MuxState state) {
    this.state = state;
  }

  /** The message, a request, was passed to this session. */
  public void note(Upstream upstream, Session session, FrameView request) {
    if (request.is(Field.ELICITATION_ID, ValueType.STRING)) {
      add(upstream, request.text(Field.ELICITATION_ID), session);
    }
  }

  /** The message, an error reply, goes to this session. */
  public void noteError(Upstream upstream, Session session, FrameView error) {
    if (!error.is(Field.ERROR_DATA, ValueType.OBJECT)
        || !URL_ELICITATION_REQUIRED.equals(error.text(Field.ERROR_CODE))) {
      return;
    }
    try (JsonParser parser = ColdJson.parser(error.raw(Field.ERROR_DATA))) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING && "elicitationId".equals(parser.currentName())) {
          add(upstream, parser.getString(), session);
        }
      }
    }
  }

  private void add(Upstream upstream, String id, Session session) {
    if (upstream.elicitations().has(id)) {
      return;
    }
    int limit = state.limits().maxTasksPerUpstream();
    while (upstream.elicitations().size() >= limit) {
      Session loser = upstream.elicitations().removeOneFor(session);
      if (loser == null) {
        break;
      }
      state.listener.forgotten(
          upstream.server(),
          Refusal.over("elicitations by URL", limit + 1L, limit) + "; the oldest is forgotten");
      state.touched.add(loser);
    }
    upstream.elicitations().add(id, session);
  }

  /** The message tells that one is complete. */
  public void onComplete(Upstream upstream, FrameView frame) {
    Session session =
        frame.is(Field.ELICITATION_ID, ValueType.STRING)
            ? upstream.elicitations().remove(frame.text(Field.ELICITATION_ID))
            : null;
    if (session != null) {
      state.touched.add(session);
    }
    if (session != null && upstream.parties().has(session)) {
      state.pass(session, MuxActions.MAIN_STREAM, frame);
    } else {
      state.drop(upstream, frame, "an elicitation of no session that is here");
    }
  }

  /** Whether the session may still hear from there that one is complete. */
  @Override
  public boolean owes(Upstream upstream, Session session) {
    return upstream.elicitations().hasAnyOf(session);
  }

  @Override
  public void forget(Upstream upstream, Session session) {
    upstream.elicitations().removeAllOf(session);
  }

  @Override
  public boolean keepsBusy(Upstream upstream) {
    return !upstream.elicitations().isEmpty();
  }
}
