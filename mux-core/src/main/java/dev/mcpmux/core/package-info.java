/**
 * The multiplexer as a state machine without I/O. A driver tells {@link dev.mcpmux.core.Mux} what
 * happens, and {@code Mux} tells {@link dev.mcpmux.core.port.MuxActions} what it wants done. It
 * reads no clock, opens nothing and starts no thread: the same events give the same effects.
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
 *   <li>{@code dev.mcpmux.core.view}: many servers as one session;
 *   <li>{@code dev.mcpmux.core.find}: the tools that find and call others;
 *   <li>{@code dev.mcpmux.core.names}: what clients of many servers know things by;
 *   <li>{@code dev.mcpmux.core.offer}: what servers list;
 *   <li>{@code dev.mcpmux.core.schema}: whether arguments fit;
 *   <li>{@code dev.mcpmux.core.peer}: a session as an object, on {@link
 *       dev.mcpmux.core.DrivenSession} among others;
 *   <li>{@link dev.mcpmux.core.meter}: numbers of what happens;
 *   <li>{@code dev.mcpmux.core.search}: words to tools;
 *   <li>{@code dev.mcpmux.core.inner}: sessions of the core behind a client's session;
 *   <li>{@code dev.mcpmux.core.engine}: one event: dispatch, then settle;
 *   <li>{@code dev.mcpmux.core.era}: what differs between the eras of the protocol;
 *   <li>{@code dev.mcpmux.core.pool}: which process serves whom;
 *   <li>{@code dev.mcpmux.core.catalog}: what servers answered before;
 *   <li>{@code dev.mcpmux.core.legacy}: what the era with a handshake keeps of sessions and
 *       servers;
 *   <li>{@code dev.mcpmux.core.route}: the way of one request;
 *   <li>{@code dev.mcpmux.core.state}: sessions, upstreams, and what ties them;
 *   <li>{@code dev.mcpmux.core.table}: what is kept of one of them, a class for each kind;
 *   <li>{@code dev.mcpmux.core.words}: what mcpmux says and understands of MCP;
 *   <li>{@code dev.mcpmux.core.sharing}: who may use the same process;
 *   <li>{@code dev.mcpmux.core.cache}: results of tools that are kept;
 *   <li>{@code dev.mcpmux.core.message}: which revision has what;
 *   <li>{@link dev.mcpmux.core.port}: the contract with a driver: effects, hello, launches, status;
 *   <li>{@link dev.mcpmux.core.config}: what the user wrote;
 *   <li>{@link dev.mcpmux.core.api}: what programs that embed mcpmux say and hear, on their
 *       threads;
 *   <li>{@code dev.mcpmux.core.json}: JSON that is no frame;
 *   <li>{@code dev.mcpmux.core.text}: text that is bytes, text for people;
 *   <li>{@code dev.mcpmux.core.time}: what is to happen at a time;
 *   <li>{@link dev.mcpmux.core.frame}: finds and copies bytes.
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
 * dev.mcpmux.core.port.MuxListener} is told. A session that cannot go on is closed with a {@link
 * dev.mcpmux.core.port.CloseCause}; an upstream that has gone is an {@link
 * dev.mcpmux.core.port.UpstreamExit}. Exceptions mean an error in this program.
 *
 * <p>{@code docs/driver.md} shows a whole driver.
 */
@NullMarked
package dev.mcpmux.core;

import org.jspecify.annotations.NullMarked;
