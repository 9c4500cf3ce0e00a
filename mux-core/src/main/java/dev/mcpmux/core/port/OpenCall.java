package dev.mcpmux.core.port;

/**
 * A request of a session that has no answer yet.
 *
 * @param session the client's, also where it has all servers
 * @param id the client's own, as JSON
 * @param mark what {@link MuxListener#requestBegun} gave for it
 * @param nanos since it was sent; since it came while it waits for that
 */
public record OpenCall(int session, String id, byte mark, Place place, long nanos) {

  /**
   * Where it is.
   *
   * @param upstream the number of the one that has it; 0 while none has
   * @param id the one it has there; 0 while it has none
   */
  public record Place(String server, int upstream, long id) {}

  /** The same, as one of another session. */
  public OpenCall of(int other) {
    return new OpenCall(other, id, mark, place, nanos);
  }
}
