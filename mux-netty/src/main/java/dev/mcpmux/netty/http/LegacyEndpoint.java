package dev.mcpmux.netty.http;

import dev.mcpmux.core.frame.FrameKind;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.netty.http.read.RequestBody;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The transport of 2024-11-05: an event stream that is the session, and an endpoint for messages
 * that its first event names; whatever comes back comes on the stream.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse">2024-11-05/basic/transports#http-with-sse</a>
 */
final class LegacyEndpoint {

  private final SessionHost host;
  private final HttpSessions sessions;

  LegacyEndpoint(SessionHost host, HttpSessions sessions) {
    this.host = host;
    this.sessions = sessions;
  }

  void open(Exchange exchange) {
    HttpSession session = sessions.open(exchange);
    if (session != null) {
      session.main().open(exchange);
      String address = address(exchange, session);
      String event = "event: endpoint\ndata: " + address + "\n\n";
      exchange.write(Unpooled.wrappedBuffer(event.getBytes(StandardCharsets.US_ASCII)));
      exchange.flush();
    }
  }

  /** Where the client is to send its messages. */
  private static String address(Exchange exchange, HttpSession session) {
    StringBuilder address =
        new StringBuilder(exchange.target.path())
            .append('?' + Endpoint.SESSION_PARAMETER + '=')
            .append(session.id());
    if (!exchange.endpoint.view().isEmpty()) {
      address.append('&' + Endpoint.VIEW_PARAMETER + '=').append(exchange.endpoint.view());
    }
    if (!exchange.endpoint.profile().isEmpty()) {
      append(address, Endpoint.PROFILE_PARAMETER, exchange.endpoint.profile());
    }
    for (String root : exchange.endpoint.roots()) {
      append(address, Endpoint.ROOT_PARAMETER, root);
    }
    return address.toString();
  }

  private static void append(StringBuilder address, String parameter, String value) {
    address
        .append('&')
        .append(parameter)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  void post(Exchange exchange, RequestBody body) {
    FrameView frame = body.finish();
    HttpSession session =
        sessions.find(
            exchange,
            exchange.endpoint.session(),
            "sessionId is missing: GET this first, and POST to the endpoint that it tells");
    if (session == null) {
      return;
    }
    HttpRefusal refusal = StreamableEndpoint.unreadable(body, frame);
    if (refusal == null && frame.kind() == FrameKind.REQUEST) {
      refusal = sessions.refuseNew();
    }
    if (refusal != null) {
      exchange.refuse(refusal);
      return;
    }
    exchange.finish(exchange.empty(HttpResponseStatus.ACCEPTED));
    host.frame(session, HttpSession.MAIN, frame, body.buffer(), body.buffer().readerIndex());
    host.settle();
  }
}
