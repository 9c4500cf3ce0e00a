package dev.mcpmux.netty.http;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.message.Revision;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.netty.config.HttpLimits;
import dev.mcpmux.netty.http.StoredSessions.Content;
import dev.mcpmux.netty.http.StoredSessions.Place;
import dev.mcpmux.netty.http.StoredSessions.Stored;
import dev.mcpmux.netty.http.read.InitializeReply;
import dev.mcpmux.netty.wire.ResumeValue;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A client that speaks HTTP: its streams, and what it may still ask for. It lives from {@code
 * initialize} (or from opening its event stream, in the way of 2024-11-05) until it is deleted,
 * expires, or the core ends it.
 *
 * <h2>Reference Counting</h2>
 *
 * Buffers written are this object's.
 *
 * <p>Event loop only.
 */
public final class HttpSession {

  /** The stream of what is about no request. */
  static final int MAIN = Mux.MAIN_STREAM;

  private static final HttpRefusal GONE =
      HttpRefusal.of(HttpResponseStatus.NOT_FOUND, "the session has ended");

  private final String id;
  private final SessionHost host;
  private final Endpoint endpoint;
  private final EventBuffer events;
  private final HttpStream main = new HttpStream(this, MAIN);

  /** The streams of POSTs that are not ended. */
  private final Map<Integer, HttpStream> open = new HashMap<>(4);

  /** Those that are, but of which the client may have missed something. */
  private final Map<Integer, HttpStream> kept = new HashMap<>(4);

  private final Set<HttpStream> dirty = new LinkedHashSet<>(4);
  private final HttpSessions table;

  private String version = "";
  private int lastStream;
  private int initializeStream;
  private boolean ended;

  private final KeptState state;
  private String root;

  /** The stream on which it is initialized again; {@link #MAIN} when it is not. */
  private int resumeStream;

  private SessionState before;

  /** Whether it is not yet again what it was at the daemon before. */
  private boolean resumes;

  /** Whether its {@code initialize} was refused. */
  private boolean fails;

  private Runnable whenEnded = () -> {};

  /** Whether one of its connections took no more when that was last looked at. */
  private boolean blocked;

  private long lastUsed;

  HttpSession(
      String id, SessionHost host, Endpoint endpoint, HttpLimits limits, HttpSessions table) {
    this.id = id;
    this.host = host;
    this.endpoint = endpoint;
    this.events = new EventBuffer(limits.maxResumeBytesPerSession());
    this.table = table;
    this.lastUsed = table.now();
    this.state = new KeptState(id, table);
  }

  String id() {
    return id;
  }

  boolean isAt(Endpoint other) {
    return endpoint.isSame(other);
  }

  HttpStream main() {
    return main;
  }

  EventBuffer events() {
    return events;
  }

  /** The negotiated protocol version; empty before. */
  String version() {
    return version;
  }

  /** Null when the client need not be told: it has it in its endpoint's address. */
  String idToTell() {
    return isResumable() ? id : null;
  }

  /** In the way of 2024-11-05 an event stream is the session, and has no ids. */
  boolean isResumable() {
    return endpoint.kind() == Endpoint.Kind.MCP;
  }

  boolean knowsBatches() {
    return Revision.V2025_03_26.is(version);
  }

  boolean knowsPriming() {
    return isResumable() && Revision.V2025_11_25.isIn(version);
  }

  /** Null when there was never such a stream, or nothing is known of it any more. */
  HttpStream stream(int number) {
    return number == MAIN ? main : open.getOrDefault(number, kept.get(number));
  }

  HttpStream openStream(Exchange exchange) {
    HttpStream stream = new HttpStream(this, ++lastStream);
    open.put(stream.number(), stream);
    table.opened++;
    stream.serve(exchange);
    return stream;
  }

  /** Nothing will come on it: it held no request. */
  void forget(HttpStream stream) {
    if (open.remove(stream.number(), stream)) {
      table.opened--;
    }
  }

  /** The stream on which {@code initialize} came. */
  void initializesOn(HttpStream stream) {
    initializeStream = stream.number();
  }

  void touch() {
    lastUsed = table.now();
    table.keeper().onUsed();
  }

  /** The project that it works in; null for none. */
  void root(String directory) {
    root = directory;
  }

  /** What it takes to open it again has changed. */
  void state(SessionState changed) {
    if (!resumes) { // else what was kept says more
      state.set(ResumeValue.write(changed), isResumable());
    }
  }

  /** As it is kept; null when it is not. */
  Stored stored(long nanos, long millis) {
    return state.value() == null || version.isEmpty() || !isResumable()
        ? null
        : new Stored(
            state.key(),
            new Place(
                endpoint.server(), endpoint.view(), endpoint.profile(), endpoint.roots(), root),
            isListening() ? millis : millis - TimeUnit.NANOSECONDS.toMillis(nanos - lastUsed),
            Math.max(lastStream, main.lastNumber()),
            new Content(version, state.value()));
  }

  /**
   * It was open at a daemon before, and is to be initialized again.
   *
   * @param then what {@code kept} says
   * @param firstNumber above those of its streams and events of before
   * @return the stream on which that is to be done
   */
  int resume(Stored kept, SessionState then, int firstNumber) {
    version = kept.content().version();
    root = kept.place().root();
    state.set(kept.content().value(), true);
    before = then;
    lastStream = firstNumber;
    main.beginAt(firstNumber);
    resumeStream = ++lastStream;
    resumes = true;
    return resumeStream;
  }

  /** It is initialized again: what is told of it from now on is what it was before, and more. */
  void goesOn() {
    resumes = false;
  }

  /** Whether nobody has asked or listened for so long. */
  boolean isIdle(long now, long nanos) {
    return now - lastUsed > nanos && !isListening();
  }

  private boolean isListening() {
    return !open.isEmpty() || main.exchange() != null;
  }

  /** Whoever listens uses it. That is kept in time, and no more often than it takes. */
  void usedWhileListening(long now, long idleNanos) {
    if (isListening() && now - lastUsed > idleNanos / 2) {
      touch();
    }
  }

  /**
   * Asks to be told, once, when the session has ended: by its client, by time, or by {@link
   * #close}. It may be from within any call on this object.
   */
  public void whenEnded(Runnable told) {
    whenEnded = told;
  }

  /** Whether the session still is. */
  public boolean isOpen() {
    return !ended;
  }

  /**
   * A message for the client.
   *
   * @param line with its line end; taken
   */
  public void write(int stream, ByteBuf line) {
    if (ended) {
      line.release();
      return;
    }
    if (resumeStream != MAIN && stream == resumeStream) {
      onResumeReply(line);
      return;
    }
    if (initializeStream != MAIN && stream == initializeStream && version.isEmpty() && !fails) {
      onInitializeReply(line);
    }
    if (state.isSafe()) {
      pass(line, stream);
    } else {
      state.hold(stream, line);
    }
  }

  private void pass(ByteBuf line, int stream) {
    if (stream == initializeStream) {
      initializeStream = MAIN; // from now on its client can come back
    }
    HttpStream to = open.getOrDefault(stream, main);
    to.write(line);
    dirty.add(to);
  }

  /** A daemon after this one would know more of it. */
  private void onKept() {
    state.letGoSafe(this::pass);
    flush();
  }

  /** Whether more will come on the stream. */
  boolean awaits(HttpStream stream) {
    return state.holds(stream.number()) || host.awaitsReply(this, stream.number());
  }

  /** Sends what was written, as soon as what it confirms is on disk. */
  public void flush() {
    if (fails) {
      state.letGoAll(this::pass);
    } else if (!resumes && !ended) {
      state.ask(this::onKept);
    }
    if (dirty.isEmpty() && !fails) {
      return;
    }
    List<HttpStream> written = new ArrayList<>(dirty);
    dirty.clear();
    written.forEach(this::flush);
    if (fails) {
      end(GONE, "");
    }
  }

  private void flush(HttpStream stream) {
    stream.flush(stream == main || awaits(stream));
    keepIfEnded(stream);
  }

  private void keepIfEnded(HttpStream stream) {
    if (stream.isEnded() && open.remove(stream.number(), stream)) {
      table.opened--;
      if (stream.isKept()) {
        kept.put(stream.number(), stream);
      }
    }
  }

  /**
   * A frame of the client may have taken requests back: ends streams on which nothing will come.
   */
  void endSilentStreams() {
    for (HttpStream stream : List.copyOf(open.values())) {
      if (!awaits(stream)) {
        flush(stream);
      }
    }
  }

  /** Its client has an answer already. */
  private void onResumeReply(ByteBuf reply) {
    boolean open = !InitializeReply.version(reply).isEmpty();
    reply.release();
    resumeStream = MAIN;
    if (open) {
      host.resumed(this, before);
    } else {
      fails = true; // its client initializes again, and may hear why it cannot be
    }
  }

  private void onInitializeReply(ByteBuf reply) {
    version = InitializeReply.version(reply);
    if (version.isEmpty()) {
      fails = true; // of use to nobody, once it has its answer
    }
  }

  /** A stream's one reply, as JSON. */
  void answer(Exchange exchange, HttpResponseStatus status, ByteBuf json, HttpStream stream) {
    boolean begins = stream.number() == 1 && !version.isEmpty();
    exchange.respond(status, Exchange.JSON, json, begins ? idToTell() : null);
  }

  /** Whether more may be written; else a client does not read. */
  public boolean isWritable() {
    for (HttpStream stream : open.values()) {
      if (!stream.isWritable()) {
        return false;
      }
    }
    return main.isWritable();
  }

  /** What its connections have not taken yet, and what its client may come back for. */
  public long unsentBytes() {
    long bytes = main.unsentBytes() + events.bytes() + state.heldBytes();
    for (HttpStream stream : open.values()) {
      bytes += stream.unsentBytes();
    }
    return bytes;
  }

  void onWritabilityChanged() {
    blocked = !isWritable();
    host.writabilityChanged(this);
  }

  /** A stream's connection is gone, or its response complete. */
  void onReaderGone(HttpStream stream) {
    touch();
    boolean unknown = initializeStream != MAIN && stream.number() == initializeStream;
    if (!ended && (unknown || !isResumable() && stream == main)) {
      end(GONE, ""); // its client cannot come back
    } else if (!ended) {
      if (blocked) {
        onWritabilityChanged();
      }
    }
  }

  /** What belongs to no request has waited for a client that did not listen, and is dropped. */
  void onMissed() {
    if (!ended) {
      table.onMissed(endpoint);
    }
  }

  /** A message may be asked for again. */
  void keep(HttpStream stream, int number, ByteBuf message) {
    events.add(stream, number, message, table.now());
  }

  /** Forgets events that nobody came for. */
  void expireEvents(long now, long nanos) {
    events.expire(now, nanos);
    kept.values().removeIf(stream -> !stream.isKept());
  }

  /** Ends all streams; whoever still waits is told why. */
  public void close(CloseCause cause) {
    state.letGoAll(this::pass);
    for (HttpStream stream : List.copyOf(dirty)) {
      stream.flush(stream == main); // what was written last is the last
    }
    end(HttpRefusal.of(HttpResponseStatus.NOT_FOUND, cause.message()), "");
  }

  /** Nobody has asked or listened for too long. */
  void expire() {
    end(GONE, "");
  }

  /** The same, by words of our own. */
  void end(HttpRefusal refusal, String lastWords) {
    if (!ended) {
      ended = true;
      main.end(refusal, lastWords);
      open.values().forEach(stream -> stream.end(refusal, lastWords));
      table.opened -= open.size();
      open.clear();
      kept.clear();
      dirty.clear();
      events.clear();
      state.clear();
      table.onEnded(this);
      whenEnded.run();
    }
  }
}
