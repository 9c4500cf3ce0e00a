package dev.mcpmux.netty.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionWordsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Session not found",
        "session not found: 12",
        "Session ID not found",
        "Session 0b1c-22 not found",
        "Unauthorized: Session not found",
        "Session not found or expired. Please reinitialize.",
        "Could not find session",
        "No valid session ID provided",
        "Bad Request: No valid session ID or not an initialize request",
        "Bad Request: Mcp-Session-Id header is required",
        "Mcp-Session-Id: session has expired",
        "Missing session ID",
        "Session ID missing",
        "Session ID required in mcp-session-id header",
        "Invalid session ID",
        "Invalid or expired session",
        "Unknown session",
        "Session terminated",
        "Session has been terminated",
        "session expired",
        "Session does not exist",
        "No active session",
        "No transport found for sessionId",
        "Bad Request: Server not initialized",
        "Unexpected message, expect initialize request",
        "Received request before initialization was complete"
      })
  void a_session_is_denied(String words) {
    assertThat(SessionWords.denySession(words)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quota of project 17 is used up",
        "unknown token: the token has been rotated",
        "Unsupported protocol version",
        "Invalid session token",
        "invalid or expired session cookie",
        "your session is limited to 5 calls",
        "Not Acceptable: Client must accept both application/json and text/event-stream",
        "Only one SSE stream is allowed per session",
        "Method not found",
        "Cannot POST /mcp"
      })
  void other_words_deny_none(String words) {
    assertThat(SessionWords.denySession(words)).isFalse();
  }
}
