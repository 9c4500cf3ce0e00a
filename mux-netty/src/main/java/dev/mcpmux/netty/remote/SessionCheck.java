package dev.mcpmux.netty.remote;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameScanner;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.netty.remote.body.BodyText;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the server still knows the session, judged by what it answers. Some say it as the
 * specification wants (404), some in words, and some with a code that may mean anything: then the
 * server is asked something of our own in the same session ({@link Probe}), because a session that
 * is well must not be ended for the sake of one request.
 *
 * <p>Event loop only.
 */
final class SessionCheck {

  /** What an answer says of the session. */
  enum Verdict {
    /** Nothing. */
    KNOWN,
    /** It may be that the server does not know it. */
    DOUBTFUL,
    GONE
  }

  /** By the TypeScript SDK's example, and what others made of it. */
  private static final Set<Integer> CODES = Set.of(-32000, -32001, 32001);

  private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*(-?\\d{1,9})\\b");

  /** A session that was well a moment ago is not asked about again. */
  private static final long TRUST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final RemoteUpstream upstream;
  private final List<Consumer<Boolean>> waiting = new ArrayList<>();
  private boolean begun;
  private boolean offersTools;
  private boolean wasWell;
  private long wellAt;

  SessionCheck(RemoteUpstream upstream) {
    this.upstream = upstream;
  }

  /**
   * @param result of {@code initialize}
   */
  void begun(byte[] result) {
    begun = true;
    offersTools = ProtocolVersion.offersTools(result);
  }

  private boolean isNamed() {
    return upstream.wire().sessionId != null || upstream.isLegacy();
  }

  /** Of an answer with an HTTP error. */
  Verdict ofStatus(HttpResponseStatus status, String body) {
    if (!begun) {
      return Verdict.KNOWN;
    }
    String words = BodyText.words(body);
    boolean beginning = SessionWords.denyBeginning(words);
    if (beginning || isNamed() && SessionWords.denySession(words)) {
      return ofWords(status, words, beginning);
    }
    boolean ofRequest = RemoteErrors.isRpcError(body) && !CODES.contains(code(body));
    return switch (status.code()) {
      case 404, 410 -> !isNamed() ? Verdict.KNOWN : ofRequest ? doubt() : Verdict.GONE;
      case 400 -> doubt();
      case 401, 403, 406, 429 -> Verdict.KNOWN;
      default ->
          status.codeClass() == HttpStatusClass.CLIENT_ERROR && CODES.contains(code(body))
              ? doubt()
              : Verdict.KNOWN;
    };
  }

  /** With other statuses such words may be of a login, or of a session that a tool has. */
  private Verdict ofWords(HttpResponseStatus status, String words, boolean beginning) {
    return switch (status.code()) {
      case 400, 404, 410 -> Verdict.GONE;
      case 401, 403 -> SessionWords.areOfSdk(words) ? Verdict.GONE : Verdict.KNOWN;
      case 422 -> SessionWords.areOfSdk(words) ? Verdict.GONE : doubt(beginning);
      default -> doubt(beginning);
    };
  }

  /** Of such an answer to the question for a stream, which may be what is not known. */
  Verdict ofStream(HttpResponseStatus status, String body) {
    Verdict verdict = ofStatus(status, body);
    return verdict == Verdict.GONE && !SessionWords.denySession(BodyText.words(body))
        ? doubt()
        : verdict;
  }

  /** Of an answer without an HTTP error, which holds this. */
  Verdict ofMessage(String body) {
    String text = BodyText.payload(body);
    byte[] bytes = text.replace('\r', ' ').replace('\n', ' ').getBytes(StandardCharsets.UTF_8);
    FrameScanner scanner = new FrameScanner();
    return scanner.finish(ByteBuffer.wrap(bytes), 0, bytes.length)
        ? ofMessage(scanner.view(), text)
        : Verdict.KNOWN;
  }

  /**
   * @param text the message
   */
  Verdict ofMessage(FrameView view, String text) {
    if (!begun || view.kind() != FrameKind.ERROR_RESPONSE && view.kind() != FrameKind.INVALID) {
      return Verdict.KNOWN;
    }
    boolean error = view.kind() == FrameKind.ERROR_RESPONSE;
    String said = error ? RemoteErrors.text(view) : text;
    String words = BodyText.words(said);
    boolean beginning = SessionWords.denyBeginning(words);
    if (beginning || isNamed() && SessionWords.denySession(words)) {
      // With the id of a request it may be of a session of some other kind that a tool has.
      return !error || !view.has(Field.ID) ? Verdict.GONE : doubt(beginning);
    }
    return error && CODES.contains(code(said)) ? doubt() : Verdict.KNOWN;
  }

  /**
   * @param beginning whether it is said that no session was begun, which needs no name
   */
  private Verdict doubt(boolean beginning) {
    return beginning && !upstream.isLegacy() ? Verdict.DOUBTFUL : doubt();
  }

  private Verdict doubt() {
    // The only stream of an older server belongs to all of its answers.
    boolean askable = upstream.wire().sessionId != null && !upstream.isLegacy();
    return askable ? Verdict.DOUBTFUL : Verdict.KNOWN;
  }

  private static int code(String error) {
    Matcher matcher = CODE.matcher(error);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** Tells whether the session is gone, at once or when the server has been asked. */
  void judge(Verdict verdict, Consumer<Boolean> then) {
    boolean trusted = wasWell && System.nanoTime() - wellAt < TRUST_NANOS;
    if (verdict != Verdict.DOUBTFUL || trusted) {
      then.accept(verdict == Verdict.GONE);
      return;
    }
    waiting.add(then);
    if (waiting.size() == 1) {
      upstream.log("asking whether the server still knows the session");
      upstream
          .connections()
          .run(Connections.Lane.SESSION, new Probe(upstream, offersTools, this::answered));
    }
  }

  /**
   * Ends the session here if it is gone.
   *
   * @param words what the server says
   */
  void loseIfGone(Verdict verdict, String words) {
    judge(
        verdict,
        gone -> {
          if (gone) {
            upstream.loseSession(words);
          }
        });
  }

  private void answered(Verdict verdict) {
    boolean gone = verdict != Verdict.KNOWN;
    wasWell = !gone;
    wellAt = System.nanoTime();
    List<Consumer<Boolean>> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(then -> then.accept(gone));
  }
}
