package dev.mcpmux.cli.telemetry.otlp;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a client traces a request as: {@code traceparent} and {@code tracestate} of its {@code
 * _meta}, which are those of W3C Trace Context, without a prefix.
 */
final class TraceParent {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> NAMES = Set.of("traceparent", "tracestate");

  private static final TextMapGetter<Map<String, String>> GETTER = Map::get;

  private TraceParent() {}

  /**
   * The root where there is none, or none that is valid.
   *
   * @param meta the text of {@code _meta}; null for none
   */
  static Context of(byte[] meta) {
    Context root = Context.root();
    return meta == null
        ? root
        : W3CTraceContextPropagator.getInstance().extract(root, members(meta), GETTER);
  }

  private static Map<String, String> members(byte[] meta) {
    Map<String, String> found = new HashMap<>();
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), meta)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        if (in.nextToken() == JsonToken.VALUE_STRING && NAMES.contains(name)) {
          found.put(name, in.getString());
        } else {
          in.skipChildren();
        }
      }
    } catch (JacksonException e) {
      // nested too deeply for this reader, and then it is nobody's
    }
    return found;
  }
}
