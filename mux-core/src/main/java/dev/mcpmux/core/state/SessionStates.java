package dev.mcpmux.core.state;

import dev.mcpmux.core.port.SessionState;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/** What another process of mcpmux needs to take up a session where this one leaves it. */
public final class SessionStates {
  private SessionStates() {}

  /** What tells a list from another; empty for none. */
  public static String mark(byte[] list) {
    if (list == null) {
      return "";
    }
    CRC32 sum = new CRC32();
    sum.update(list);
    return Long.toHexString(sum.getValue()) + "-" + Integer.toHexString(list.length);
  }

  /** What it takes to resume a session that is open. */
  static SessionState of(Session session) {
    Set<String> promised = new TreeSet<>();
    session.handshake().listChanged().forEach(kind -> promised.add(kind.capability()));
    Map<String, String> subscriptions = new LinkedHashMap<>();
    session.subscriptions().uris().forEach(uri -> subscriptions.put(uri, ""));
    Map<String, String> lists = new LinkedHashMap<>();
    session.lists().marks().forEach((method, mark) -> lists.put(method.wireName(), mark));
    return new SessionState(
        new SessionState.Greeting(
            initialize(
                session.declaration().protocolVersion(),
                session.declaration().capabilities().raw(),
                session.declaration().clientInfo()),
            session.version(),
            promised),
        session.logLevel() == null ? "" : session.logLevel().wireName(),
        subscriptions,
        lists);
  }

  /**
   * @param clientInfo null for none
   */
  public static byte[] initialize(byte[] version, byte[] capabilities, byte[] clientInfo) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("{\"protocolVersion\":".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(version);
    out.writeBytes(",\"capabilities\":".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(capabilities);
    if (clientInfo != null) {
      out.writeBytes(",\"clientInfo\":".getBytes(StandardCharsets.UTF_8));
      out.writeBytes(clientInfo);
    }
    out.write('}');
    return out.toByteArray();
  }
}
