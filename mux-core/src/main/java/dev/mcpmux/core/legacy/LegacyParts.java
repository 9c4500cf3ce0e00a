package dev.mcpmux.core.legacy;

import dev.mcpmux.core.route.Feature;
import dev.mcpmux.core.route.Features;
import dev.mcpmux.core.route.InFlight;
import dev.mcpmux.core.state.MuxState;

/** The parts of the era with a handshake that keep something of a session at an upstream. */
public final class LegacyParts {
  public final RootsQuestions rootsQuestions;
  public final LogLevels logLevels;
  public final Subscriptions subscriptions;
  public final Tasks tasks;
  public final Elicitations elicitations;
  public final Questions questions;

  public LegacyParts(MuxState state, InFlight inFlight) {
    rootsQuestions = new RootsQuestions(state);
    logLevels = new LogLevels(state, inFlight);
    subscriptions = new Subscriptions(state, inFlight);
    tasks = new Tasks(state, inFlight);
    elicitations = new Elicitations(state);
    questions = new Questions(state);
  }

  /** All of them, as one. */
  public Feature features() {
    return new Features(rootsQuestions, logLevels, subscriptions, tasks, elicitations, questions);
  }
}
