package dev.mcpmux.cli.attach.message;

import java.nio.charset.StandardCharsets;

/**
 * The few tokens of a message that say what it is: its id, its method, and whose cancelling it
 * tells. The {@link MessageScanner} says where it is, and this says which bytes count there.
 */
public final class MessageTokens {

  /** The daemon refuses longer ids. */
  private static final int MAX_ID_BYTES = 1024 + 2;

  private static final int MAX_WORD_BYTES = 32;

  private enum Member {
    OTHER,
    ID,
    METHOD,
    PARAMS,
    REQUEST_ID
  }

  private static final byte[] KEY_ID = word("id");
  private static final byte[] KEY_METHOD = word("method");
  private static final byte[] KEY_PARAMS = word("params");
  private static final byte[] KEY_ERROR = word("error");
  private static final byte[] KEY_REQUEST_ID = word("requestId");
  private static final byte[] INITIALIZE = word("initialize");
  private static final byte[] INITIALIZED = word("notifications/initialized");
  private static final byte[] CANCELLED = word("notifications/cancelled");
  private static final byte[] PROGRESS = word("notifications/progress");

  private final Token id = new Token(MAX_ID_BYTES);
  private final Token method = new Token(MAX_WORD_BYTES);
  private final Token cancelled = new Token(MAX_ID_BYTES);
  private final Token key = new Token(MAX_WORD_BYTES);

  /** Whose value comes. */
  private Member member = Member.OTHER;

  private boolean error;

  private static byte[] word(String text) {
    return ('"' + text + '"').getBytes(StandardCharsets.US_ASCII);
  }

  /** The id of the message; null if it has none that can be given back. */
  public String id() {
    return id.text();
  }

  public boolean hasMethod() {
    return !method.isEmpty();
  }

  public boolean isInitialize() {
    return method.is(INITIALIZE);
  }

  public boolean isInitialized() {
    return method.is(INITIALIZED);
  }

  public boolean isProgress() {
    return method.is(PROGRESS);
  }

  /** Whether the message is an answer that is an error. */
  public boolean isError() {
    return error && method.isEmpty();
  }

  /** The request that the message cancels; null if it does not. */
  public String cancelled() {
    return method.is(CANCELLED) ? cancelled.text() : null;
  }

  /** A message begins. */
  void begin() {
    id.clear();
    method.clear();
    cancelled.clear();
    key.clear();
    error = false;
    member = Member.OTHER;
  }

  /** No value that counts comes until the next key. */
  void endMember() {
    member = Member.OTHER;
  }

  /** Whether the value that comes is that of {@code params}. */
  boolean isAtParams() {
    return member == Member.PARAMS;
  }

  /** Where the key that begins goes. */
  Token beginKey() {
    key.clear();
    return key;
  }

  /**
   * The bytes that went to this place have ended.
   *
   * @param inParams whether a key among them is one of {@code params}
   */
  void end(Token place, boolean inParams) {
    if (place != key) {
      return;
    }
    if (inParams) {
      member = key.is(KEY_REQUEST_ID) ? Member.REQUEST_ID : Member.OTHER;
    } else if (key.is(KEY_ID)) {
      member = Member.ID;
    } else if (key.is(KEY_METHOD)) {
      member = Member.METHOD;
    } else {
      member = key.is(KEY_PARAMS) ? Member.PARAMS : Member.OTHER;
      error |= key.is(KEY_ERROR);
    }
  }

  /** Where the string or number that begins goes; null for nowhere. */
  Token beginValue() {
    Token token =
        member == Member.ID
            ? id
            : member == Member.METHOD ? method : member == Member.REQUEST_ID ? cancelled : null;
    if (token != null) {
      token.clear();
    }
    return token;
  }
}
