package dev.mcpmux.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One lane of a session: the messages about one POST's requests, or, as number 0, about none. A
 * POST's first message decides: is it the reply that ends the stream, the response is that JSON,
 * else it becomes a stream of events. Those have ids, {@code STREAM.NUMBER}, by which a client that
 * lost its connection reads on over another one.
 *
 * <h2>Reference Counting</h2>
 *
 * Messages written are this stream's until they are the channel's or the {@link EventBuffer}'s.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server">2025-11-25/basic/transports#sending-messages-to-the-server</a>
 */
final class HttpStream {

  private static final byte[] END = {'\n'};

  private final HttpSession session;
  private final int number;

  /** Answered with JSON only when it is the one reply to the one request. */
  private boolean single = true;

  /** What the reply's status is when it is JSON. */
  private HttpResponseStatus status = HttpResponseStatus.OK;

  /** Who reads it right now; null for nobody. */
  private Exchange exchange;

  /** Whether it is a stream of events, whoever reads it. */
  private boolean events;

  private boolean ended;

  /** Messages that came before it is known what they become. */
  private List<ByteBuf> undecided = List.of();

  private int lastNumber;
  private int sentNumber;
  private int kept;

  /** Events up to this one are kept no more. */
  private int forgottenNumber;

  HttpStream(HttpSession session, int number) {
    this.session = session;
    this.number = number;
    this.events = number == HttpSession.MAIN;
  }

  HttpSession session() {
    return session;
  }

  int number() {
    return number;
  }

  Exchange exchange() {
    return exchange;
  }

  boolean isWritable() {
    return exchange == null || exchange.channel().isWritable();
  }

  long unsentBytes() {
    ChannelOutboundBuffer out =
        exchange == null ? null : exchange.channel().unsafe().outboundBuffer();
    return out == null ? 0 : out.totalPendingWriteBytes();
  }

  boolean isEnded() {
    return ended;
  }

  boolean mayBeJson() {
    return single;
  }

  /** Every message becomes an event, though it may be the only one. */
  void neverJson() {
    single = false;
  }

  /** The request is wrong, and so is the status of the answer. */
  void answersWith(HttpResponseStatus value) {
    status = value;
  }

  /** Of its events; 0 before the first. */
  int lastNumber() {
    return lastNumber;
  }

  /** The events that come have numbers above this one. */
  void beginAt(int event) {
    lastNumber = event;
    sentNumber = event;
  }

  /** An exchange waits for what this stream brings. */
  void serve(Exchange reader) {
    exchange = reader;
    reader.stream = this;
  }

  /** As {@link #serve}, with a response that begins now, behind an event that the client has. */
  void resume(Exchange reader, int behind) {
    Exchange before = exchange;
    exchange = null;
    if (before != null) {
      before.end();
    }
    serve(reader);
    events = true;
    reader.beginEvents(null);
    session.events().read(this, behind, this::emit);
    if (ended) {
      reader.end();
    } else {
      reader.flush();
    }
  }

  /** As {@link #resume}, for a client that has nothing yet but what it was sent. */
  void open(Exchange reader) {
    Exchange before = exchange;
    exchange = null;
    if (before != null) {
      before.end();
    }
    serve(reader);
    begin();
    session.events().read(this, sentNumber, this::emit);
    reader.flush();
  }

  /** Takes a message with its line end. */
  void write(ByteBuf line) {
    if (events) {
      addEvent(line);
      return;
    }
    if (undecided.isEmpty()) {
      undecided = new ArrayList<>(1);
    }
    undecided.add(line);
  }

  /** Whether the client may come back for this event and all behind it. */
  boolean has(int event) {
    boolean whole = event >= forgottenNumber || number == HttpSession.MAIN;
    return events && whole && event <= lastNumber && !(ended && event == lastNumber);
  }

  /**
   * Writes out what has come.
   *
   * @param more whether more will come
   */
  void flush(boolean more) {
    if (ended) {
      return;
    }
    if (!events && exchange == null) {
      // nobody has an event's id from which to go on
      releaseUndecided();
    } else if (!events && !more && single && undecided.size() == 1) {
      ByteBuf json = undecided.get(0);
      undecided = List.of();
      ended = true;
      session.answer(exchange, status, json.writerIndex(json.writerIndex() - 1), this);
      return;
    } else if (!events && (!more || !undecided.isEmpty())) {
      becomeEvents(!undecided.isEmpty());
    }
    if (!more && number != HttpSession.MAIN) {
      end();
    } else if (exchange != null) {
      exchange.flush();
    }
  }

  /** The reply lets itself be waited for: the client gets to know that it is on the way. */
  void becomeEvents() {
    becomeEvents(true);
    exchange.flush();
  }

  private void becomeEvents(boolean resumable) {
    List<ByteBuf> first = undecided;
    undecided = List.of();
    if (resumable) {
      begin();
    } else {
      events = true;
      exchange.beginEvents(session.idToTell());
    }
    first.forEach(this::addEvent);
  }

  private void begin() {
    events = true;
    exchange.beginEvents(session.idToTell());
    if (session.knowsPriming()) {
      exchange.write(Unpooled.wrappedBuffer(ascii("id: " + id(sentNumber) + "\ndata: \n\n")));
    }
  }

  private void addEvent(ByteBuf line) {
    // a line end within the message, as JSON allows, would end the event's line as well
    int end = line.writerIndex() - 1;
    for (int at = line.indexOf(line.readerIndex(), end, (byte) '\r');
        at >= 0;
        at = line.indexOf(at + 1, end, (byte) '\r')) {
      line.setByte(at, ' ');
    }
    lastNumber++;
    if (exchange != null) {
      emit(lastNumber, line);
    }
    if (session.isResumable()) {
      session.keep(this, lastNumber, line);
    } else {
      line.release();
    }
  }

  private void emit(int event, ByteBuf line) {
    sentNumber = Math.max(sentNumber, event);
    String head =
        session.isResumable()
            ? "id: " + id(event) + "\nevent: message\ndata: "
            : "event: message\ndata: ";
    exchange.write(
        Unpooled.wrappedBuffer(
            Unpooled.wrappedBuffer(ascii(head)),
            line.retainedDuplicate(),
            Unpooled.wrappedBuffer(END)));
  }

  /** Nothing more will come. */
  void end() {
    ended = true;
    releaseUndecided();
    Exchange reader = exchange;
    if (reader != null) {
      reader.end();
    }
  }

  /**
   * The session has ended.
   *
   * @param refusal for who has no answer yet
   */
  void end(HttpRefusal refusal, String lastWords) {
    ended = true;
    releaseUndecided();
    Exchange reader = exchange;
    if (reader != null && reader.isWaiting()) {
      reader.refuse(refusal);
    } else if (reader != null) {
      if (!lastWords.isEmpty()) {
        reader.write(Unpooled.wrappedBuffer(ascii(lastWords)));
      }
      reader.end();
    }
  }

  /** The exchange is over, or its connection broke. */
  void onGone(Exchange gone) {
    if (exchange == gone) {
      exchange = null;
      session.onReaderGone(this);
    }
  }

  void onKept() {
    kept++;
  }

  void onForgotten(int event) {
    kept--;
    if (number == HttpSession.MAIN && event > sentNumber) {
      session.onMissed();
    }
    forgottenNumber = Math.max(forgottenNumber, event);
  }

  /** Whether its client may come back for anything. */
  boolean isKept() {
    return kept > 0;
  }

  boolean hasMessages() {
    return lastNumber > 0 || !undecided.isEmpty();
  }

  private void releaseUndecided() {
    undecided.forEach(ByteBuf::release);
    undecided = List.of();
  }

  private String id(int event) {
    return number + "." + event;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
