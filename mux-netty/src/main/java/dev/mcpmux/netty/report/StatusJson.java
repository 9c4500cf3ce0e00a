package dev.mcpmux.netty.report;

import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.core.port.OpenCall;
import dev.mcpmux.netty.config.Transport;
import dev.mcpmux.netty.wire.Answers;
import dev.mcpmux.netty.wire.Hello;
import dev.mcpmux.netty.wire.RelayHello;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import tools.jackson.core.JsonGenerator;

/** The object that {@code mcpmux status --json} prints. */
public final class StatusJson {

  private StatusJson() {}

  /**
   * What runs here, and at the other end of sessions.
   *
   * @param transport what carries the event loop
   * @param distribution the directory it was started from; empty when it is not known
   * @param relays what the relay of a session has said of itself
   */
  public record Program(Transport transport, String distribution, IntFunction<RelayHello> relays) {}

  /**
   * What there is now.
   *
   * @param calls some that have no answer yet
   * @param pid the process id of an upstream, 0 for none
   */
  public record Now(
      MuxStatus status, List<OpenCall> calls, IntToLongFunction pid, long uptimeNanos) {}

  /**
   * @param numbers what was counted
   * @param lately what has gone wrong
   * @param notices lines for people
   */
  public static byte[] write(
      Now now, NumbersJson numbers, Lately lately, List<String> notices, Program program) {
    MuxStatus status = now.status();
    IntToLongFunction pid = now.pid();
    return Answers.object(
        json -> {
          json.writeNumberProperty("mcpmux", Hello.VERSION);
          json.writeObjectPropertyStart("daemon");
          json.writeNumberProperty("pid", ProcessHandle.current().pid());
          json.writeStringProperty("version", MuxVersion.get());
          if (!program.distribution().isEmpty()) {
            json.writeStringProperty("distribution", program.distribution());
          }
          json.writeNumberProperty(
              "uptimeSeconds", TimeUnit.NANOSECONDS.toSeconds(now.uptimeNanos()));
          json.writeStringProperty("transport", program.transport().statusName());
          json.writeEndObject();
          if (!notices.isEmpty()) {
            json.writeArrayPropertyStart("notices");
            notices.forEach(json::writeString);
            json.writeEndArray();
          }
          json.writeArrayPropertyStart("servers");
          status.servers().forEach(server -> server(json, server, pid, numbers, lately));
          json.writeEndArray();
          if (!status.learned().isEmpty()) {
            json.writeObjectPropertyStart("learned");
            status
                .learned()
                .forEach(
                    (client, names) -> {
                      json.writeArrayPropertyStart(client);
                      names.forEach(json::writeString);
                      json.writeEndArray();
                    });
            json.writeEndObject();
          }
          lately.write(json);
          json.writeArrayPropertyStart("sessions");
          status
              .sessions()
              .forEach(session -> session(json, session, pid, numbers, program.relays()));
          json.writeEndArray();
          if (!now.calls().isEmpty()) {
            json.writeArrayPropertyStart("calls");
            now.calls().forEach(call -> numbers.call(json, call, pid));
            json.writeEndArray();
          }
        });
  }

  private static void server(
      JsonGenerator json,
      MuxStatus.Server server,
      IntToLongFunction pid,
      NumbersJson numbers,
      Lately lately) {
    json.writeStartObject();
    json.writeStringProperty("name", server.name());
    if (lately.restarts(server.name()) > 0) {
      json.writeNumberProperty("restarts", lately.restarts(server.name()));
    }
    server.failure().ifPresent(why -> json.writeStringProperty("failure", why));
    server.idle().ifPresent(what -> json.writeStringProperty("idle", what));
    numbers.server(json, server);
    json.writeArrayPropertyStart("processes");
    for (MuxStatus.Upstream upstream : server.upstreams()) {
      json.writeStartObject();
      pidOrNull(json, "pid", pid.applyAsLong(upstream.number()));
      upstream.url().ifPresent(url -> where(json, url));
      json.writeStringProperty("state", upstream.state());
      json.writeNumberProperty("sessions", upstream.sessions());
      json.writeNumberProperty(
          "uptimeSeconds", TimeUnit.NANOSECONDS.toSeconds(upstream.uptimeNanos()));
      upstream.apart().ifPresent(apart -> apart(json, apart, pid));
      if (!upstream.cutLists().isEmpty()) {
        json.writeArrayPropertyStart("cutLists");
        upstream.cutLists().forEach(json::writeString);
        json.writeEndArray();
      }
      upstream.cache().ifPresent(cache -> cache(json, cache));
      numbers.process(json, upstream.number());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void where(JsonGenerator json, String url) {
    if (url.equals(InProcessLaunch.WORDS)) {
      json.writeBooleanProperty("inProcess", true);
    } else {
      json.writeStringProperty("url", url);
    }
  }

  private static void cache(JsonGenerator json, MuxStatus.Cache cache) {
    json.writeObjectPropertyStart("cache");
    json.writeNumberProperty("results", cache.results());
    json.writeNumberProperty("bytes", cache.bytes());
    json.writeNumberProperty("hits", cache.hits());
    json.writeNumberProperty("misses", cache.misses());
    json.writeNumberProperty("oldestMillis", cache.oldestMillis());
    if (!cache.unmarked().isEmpty()) {
      json.writeArrayPropertyStart("unmarked");
      cache.unmarked().forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void apart(JsonGenerator json, MuxStatus.Apart apart, IntToLongFunction pid) {
    json.writeObjectPropertyStart("apart");
    pidOrNull(json, "from", pid.applyAsLong(apart.neighbour()));
    json.writeArrayPropertyStart("because");
    apart.reasons().forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void session(
      JsonGenerator json,
      MuxStatus.Session session,
      IntToLongFunction pid,
      NumbersJson numbers,
      IntFunction<RelayHello> relays) {
    json.writeStartObject();
    json.writeStringProperty("id", Integer.toString(session.number()));
    json.writeStringProperty("client", session.client());
    json.writeStringProperty("server", session.server());
    json.writeName("project");
    json.writeString(session.projectRoot()); // null for a client without one
    pidOrNull(json, "pid", session.pid());
    pidOrNull(json, "process", pid.applyAsLong(session.upstream()));
    if (session.clientSessionId().isPresent()) {
      json.writeStringProperty("clientSessionId", session.clientSessionId().get());
    }
    RelayHello relay = relays.apply(session.number());
    if (relay.resumes()) {
      json.writeBooleanProperty("resumes", true);
    }
    if (!relay.build().isEmpty()) {
      json.writeStringProperty("relay", relay.build());
    }
    json.writeNumberProperty("inFlight", session.inFlight());
    numbers.session(json, session.number());
    if (!session.without().isEmpty()) {
      json.writeArrayPropertyStart("without");
      session.without().forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void pidOrNull(JsonGenerator json, String name, long pid) {
    if (pid == 0) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, pid);
    }
  }
}
