package dev.mcpmux.core.route;

import dev.mcpmux.core.state.MuxState;

/** The ways of a request: on to its server, into the line, to its reply. */
public record Ways(Router router, Parking parking, InFlight inFlight) {
  public static Ways of(MuxState state) {
    InFlight inFlight = new InFlight(state);
    Parking parking = new Parking(state);
    return new Ways(new Router(state, inFlight, parking), parking, inFlight);
  }
}
