package dev.mcpmux.netty.remote;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The words in which servers say that they do not know a session, or not any more. The
 * specification has a status for it (404) and no words; these are those of the SDKs and of servers
 * in use.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management">2025-11-25/basic/transports#session-management</a>
 */
final class SessionWords {

  /** What is said of a login is not said of a session of ours: {@code invalid session token}. */
  private static final String SESSION =
      "(?:mcp[- ])?sessions?(?:[ _-]?id)?(?![ _-]?(?:token|cookie|key|secret))\\b";

  private static final Pattern NO_SESSION =
      Pattern.compile(
          "\\b(?:unknown|invalid|expired|missing|stale|no|no valid|no active|no such|no existing)"
              + "(?: or (?:unknown|invalid|expired|missing))? "
              + SESSION
              + "|\\b"
              + SESSION
              + "[^.;]{0,60}?\\b(?:not found|not exist|doesn't exist|unknown|invalid|not valid"
              + "|expired|terminated|closed|missing|required|no longer|not initialized"
              + "|uninitialized|not active|not recognized)\\b"
              + "|\\b(?:could not|couldn't|cannot|can't|failed to) (?:find|locate) (?:the |a )?"
              + SESSION
              + "|\\bno (?:transport|connection)s? (?:was )?found\\b");

  private static final Pattern NOT_BEGUN =
      Pattern.compile(
          "\\bserver (?:is )?not (?:yet )?initialized\\b"
              + "|\\bexpect(?:s|ed|ing)? (?:an )?initiali[sz]e\\b"
              + "|\\bbefore initiali[sz]"
              + "|\\bnot an initiali[sz]e request\\b"
              + "|\\b(?:send|call) initiali[sz]e first\\b"
              + "|\\bmust (?:be )?initiali[sz]e");

  /** Of SDKs, and of servers made with them; nobody says it so of a login. */
  private static final Pattern OF_SDK =
      Pattern.compile(
          "(?:[a-z ]{1,30}: )?(?:session (?:id )?not found|session (?:has been )?terminated"
              + "|unknown session(?: id)?|invalid session id|missing session id"
              + "|no valid session id provided|mcp-session-id header is required"
              + "|server not initialized|unexpected message, expect initiali[sz]e request)\\.?");

  private SessionWords() {}

  /** Whether a session that was named is denied. */
  static boolean denySession(String words) {
    return NO_SESSION.matcher(words.toLowerCase(Locale.ROOT)).find() || denyBeginning(words);
  }

  /** Whether these are exactly the words of an SDK. */
  static boolean areOfSdk(String words) {
    return OF_SDK.matcher(words.toLowerCase(Locale.ROOT).strip()).matches();
  }

  /** Whether it is denied that any session was begun. */
  static boolean denyBeginning(String words) {
    return NOT_BEGUN.matcher(words.toLowerCase(Locale.ROOT)).find();
  }
}
