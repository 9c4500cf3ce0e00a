/**
 * The multiplexer as a state machine without I/O. A driver tells {@link dev.mcpmux.core.Mux} what
 * happens, and {@code Mux} tells {@link dev.mcpmux.core.MuxActions} what it wants done. It reads no
 * clock, opens nothing and starts no thread: the same events give the same effects.
 *
 * <pre>
 *            onSessionFrame                             forward, or park
 *   session ──────────────► ClientFrames ──► Router ─────────────────────► upstream
 *                                              │ adds
 *                                              ▼
 *                                           InFlight    by the client's id, and by the upstream's
 *                                              │ takes out
 *            reply                             ▼        onUpstreamFrame
 *   session ◄──────────────────────────── ServerFrames ◄────────────────── upstream
 * </pre>
 *
 * <ul>
 *   <li>{@link dev.mcpmux.core.frame} finds the few spans of a frame that are routed on, and copies
 *       a frame with some of them replaced;
 *   <li>{@link dev.mcpmux.core.message} says which revision of the protocol has what;
 *   <li>{@link dev.mcpmux.core.sharing} decides which sessions may use the same process;
 *   <li>{@link dev.mcpmux.core.view} makes all servers one for the sessions that want them so;
 *   <li>{@link dev.mcpmux.core.inner} opens the sessions that it makes of one;
 *   <li>{@link dev.mcpmux.core.route} holds sessions, upstreams and what is in flight between them.
 * </ul>
 *
 * <h2>Ownership</h2>
 *
 * The driver owns every byte of a frame. The core borrows it for the length of one event and
 * answers with {@link dev.mcpmux.core.frame.FrameEdits}; it keeps nothing but the tokens it must
 * give back (ids, progress tokens) and what {@code initialize} declared. A request that must wait
 * stays with the driver, under a ticket.
 *
 * <h2>Thread and time</h2>
 *
 * One thread, no re-entry from an effect. Time is an argument of each event, in nanoseconds of any
 * monotonic clock.
 *
 * <h2>Errors</h2>
 *
 * What a peer sends never raises one here: a bad frame is answered or dropped, and {@link
 * dev.mcpmux.core.MuxListener} is told. A session that cannot go on is closed with a {@link
 * dev.mcpmux.core.CloseCause}; an upstream that has gone is an {@link
 * dev.mcpmux.core.UpstreamExit}. Exceptions mean an error in this program.
 *
 * <p>{@code docs/embedding.md} shows a whole driver.
 */
package dev.mcpmux.core;
