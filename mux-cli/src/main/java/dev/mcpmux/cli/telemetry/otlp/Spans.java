package dev.mcpmux.cli.telemetry.otlp;

import dev.mcpmux.cli.telemetry.Call;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.text.Printable;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Makes of each call what the conventions want: to its client mcpmux is the server, to its server
 * the client. So there is a span of the one kind around all of it, and where it was sent, one of
 * the other kind in it.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md">Semantic
 *     conventions for MCP</a>
 */
final class Spans {

  private static final int MAX_CHARS = 128;

  private static final String TOOLS_CALL = "tools/call";
  private static final String OTHER = "_OTHER";

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("mcp.method.name");
  private static final AttributeKey<String> SESSION = AttributeKey.stringKey("mcp.session.id");
  private static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
  private static final AttributeKey<String> PROMPT = AttributeKey.stringKey("gen_ai.prompt.name");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> ID = AttributeKey.stringKey("jsonrpc.request.id");
  private static final AttributeKey<String> CODE =
      AttributeKey.stringKey("rpc.response.status_code");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> TRANSPORT = AttributeKey.stringKey("network.transport");
  private static final AttributeKey<String> SERVER = AttributeKey.stringKey("mcpmux.server.name");

  /** As the conventions advise. */
  private static final List<Double> BOUNDS =
      List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);

  private final Tracer tracer;
  private final DoubleHistogram served;
  private final DoubleHistogram asked;

  Spans(Tracer tracer, Meter meter) {
    this.tracer = tracer;
    this.served =
        histogram(
            meter,
            "mcp.server.operation.duration",
            "How long requests of clients took, from their coming to their end");
    this.asked =
        histogram(
            meter,
            "mcp.client.operation.duration",
            "How long servers took for them, from their being sent to their end");
  }

  private static DoubleHistogram histogram(Meter meter, String name, String what) {
    return meter
        .histogramBuilder(name)
        .setUnit("s")
        .setDescription(what)
        .setExplicitBucketBoundariesAdvice(BOUNDS)
        .build();
  }

  /**
   * @param remote whether its server is reached over the network
   */
  void add(Call.Ended ended, boolean remote) {
    Attributes common = common(ended);
    Attributes asking = common.toBuilder().put(TRANSPORT, remote ? "tcp" : "pipe").build();
    served.record(ended.nanos() / 1e9, common);
    boolean sent = ended.sentNanos() >= 0;
    if (sent) {
      asked.record(ended.sentNanos() / 1e9, asking);
    }
    Span around =
        span(ended, SpanKind.SERVER, TraceParent.of(ended.call().meta()), ended.nanos(), common);
    around.setAttribute(ID, id(ended.call().id()));
    around.setAttribute(SESSION, Integer.toString(ended.call().session()));
    if (sent) {
      Context inside = Context.root().with(around);
      span(ended, SpanKind.CLIENT, inside, ended.sentNanos(), asking).end(ended.at());
    }
    around.end(ended.at());
  }

  private Span span(
      Call.Ended ended, SpanKind kind, Context parent, long nanos, Attributes attributes) {
    String method = attributes.get(METHOD);
    String name = name(ended.call());
    Instant start = ended.at().minusNanos(nanos);
    Span span =
        tracer
            .spanBuilder(name == null ? method : method + " " + name)
            .setSpanKind(kind)
            .setParent(parent)
            .setStartTimestamp(start)
            .setAllAttributes(attributes)
            .startSpan();
    if (attributes.get(ERROR) != null) {
      span.setStatus(StatusCode.ERROR);
    }
    return span;
  }

  /** What spans and metrics say alike: nothing that differs with each request. */
  private static Attributes common(Call.Ended ended) {
    Call call = ended.call();
    AttributesBuilder attributes = Attributes.builder();
    attributes.put(METHOD, call.method().isEmpty() ? OTHER : call.method());
    attributes.put(SERVER, text(call.server()));
    String name = name(call);
    if (call.method().equals(TOOLS_CALL)) {
      attributes.put(OPERATION, "execute_tool");
      if (name != null) {
        attributes.put(TOOL, name);
      }
    } else if (name != null) {
      attributes.put(PROMPT, name);
    }
    if (ended.code() != null) {
      attributes.put(CODE, text(ended.code()));
    }
    String error = error(ended.how(), ended.code());
    if (error != null) {
      attributes.put(ERROR, error);
    }
    return attributes.build();
  }

  private static String name(Call call) {
    return call.name() == null ? null : text(call.name());
  }

  /** Null where nothing is wrong. */
  private static String error(CallEnd how, String code) {
    return switch (how) {
      case RESULT, KNOWN -> null;
      case TOOL_ERROR -> "tool_error";
      case ERROR -> code == null ? OTHER : text(code);
      case CANCELLED -> "cancelled";
      case TIMEOUT -> "timeout";
      case LOST -> "process_lost";
      case REFUSED -> "refused";
    };
  }

  /** A string without its quotes. */
  private static String id(byte[] token) {
    String text = new String(token, StandardCharsets.UTF_8);
    boolean quoted = text.length() > 1 && text.charAt(0) == '"';
    return text(quoted ? text.substring(1, text.length() - 1) : text);
  }

  private static String text(String text) {
    return Printable.line(text, MAX_CHARS);
  }
}
