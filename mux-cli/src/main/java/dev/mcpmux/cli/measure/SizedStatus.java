package dev.mcpmux.cli.measure;

import java.io.StringWriter;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The daemon's answer to {@code status}, with what its processes take beside: that is measured
 * here, so it costs the daemon nothing. The member that belongs to the protocol of the socket is
 * left out.
 */
public final class SizedStatus {

  private static final JsonFactory JSON = new JsonFactory();

  /** Path of a process, without the places in arrays. */
  private static final String PROCESS = "/servers/processes";

  private static final String SERVER = "/servers";
  private static final String SESSION = "/sessions";
  private static final String DAEMON = "/daemon";

  private final LongFunction<TreeSize> sizes;
  private final LongUnaryOperator alone;
  private final String only;
  private long sessions;
  private long processes;
  private long kib;
  private long withoutKib;
  private long withoutProcesses;

  private SizedStatus(LongFunction<TreeSize> sizes, LongUnaryOperator alone, String only) {
    this.sizes = sizes;
    this.alone = alone;
    this.only = only;
  }

  /**
   * Measures all that it names.
   *
   * @param only the server that is wanted; null for all
   * @return one JSON object
   */
  public static String of(String answer, String only) {
    return of(answer, TreeSize::of, ProcessMemory::kibOf, only);
  }

  /**
   * As {@link #of(String, String)}, measured by somebody else.
   *
   * @param sizes measures a process by its pid, with all that it has started
   * @param alone measures one without, in KiB: a relay may have started the daemon
   */
  public static String of(
      String answer, LongFunction<TreeSize> sizes, LongUnaryOperator alone, String only) {
    StringWriter out = new StringWriter();
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), answer);
        JsonGenerator copy = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      in.nextToken();
      new SizedStatus(sizes, alone, only).copy(in, copy, "");
    }
    return out.toString();
  }

  /** What has been said of the process that is being copied. */
  private static final class Process {
    long pid;
    long sessions;
  }

  private void copy(JsonParser in, JsonGenerator out, String path) {
    if (in.currentToken() == JsonToken.START_OBJECT) {
      copyObject(in, out, path);
    } else if (in.currentToken() == JsonToken.START_ARRAY) {
      out.writeStartArray();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        copy(in, out, path);
      }
      out.writeEndArray();
    } else {
      out.copyCurrentEvent(in);
    }
  }

  private void copyObject(JsonParser in, JsonGenerator out, String path) {
    JsonToken first = in.nextToken();
    if (path.equals(SERVER) && only != null && !isNamed(in, first)) {
      skipRest(in);
      return;
    }
    out.writeStartObject();
    if (path.equals(SERVER) && only != null) {
      out.writeStringProperty("name", only);
      in.nextToken();
    }
    Process process = new Process();
    for (; in.currentToken() == JsonToken.PROPERTY_NAME; in.nextToken()) {
      String name = in.currentName();
      in.nextToken();
      if (path.isEmpty() && name.equals("mcpmux")) {
        in.skipChildren();
        continue;
      }
      out.writeName(name);
      note(in, path, name, process);
      copy(in, out, path + "/" + name);
    }
    end(out, path, process);
    out.writeEndObject();
  }

  /** The name is the first member of a server. */
  private boolean isNamed(JsonParser in, JsonToken first) {
    if (first != JsonToken.PROPERTY_NAME || !in.currentName().equals("name")) {
      return false;
    }
    in.nextToken();
    return only.equals(in.getString());
  }

  /** Up to the end of the object at hand. */
  private static void skipRest(JsonParser in) {
    while (in.currentToken() != JsonToken.END_OBJECT) {
      in.skipChildren();
      in.nextToken();
    }
  }

  private static void note(JsonParser in, String path, String name, Process process) {
    boolean told = path.equals(PROCESS) || path.equals(SESSION) || path.equals(DAEMON);
    if (told && in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      if (name.equals("pid")) {
        process.pid = in.getLongValue();
      } else if (name.equals("sessions")) {
        process.sessions = in.getLongValue();
      }
    }
  }

  /** Says what is known at the end of an object, behind all that it says itself. */
  private void end(JsonGenerator out, String path, Process process) {
    switch (path) {
      case PROCESS -> process(out, process);
      case SESSION -> {
        sessions++;
        kib += process.pid > 0 ? alone.applyAsLong(process.pid) : 0;
      }
      case DAEMON -> kib += ownKib(out, process.pid);
      case "" -> sharing(out);
      default -> {
        // nothing is added
      }
    }
  }

  private void process(JsonGenerator out, Process process) {
    TreeSize size = process.pid == 0 ? null : sizes.apply(process.pid);
    if (size == null || size.processes() == 0) {
      return;
    }
    boolean measured = size.kib() > 0; // else it may not be looked at
    if (measured) {
      out.writeNumberProperty("memoryKib", size.kib());
    }
    out.writeNumberProperty("cpuMillis", size.cpuMillis());
    out.writeNumberProperty("treeProcesses", size.processes());
    if (!measured) {
      return;
    }
    processes++;
    kib += size.kib();
    withoutKib += size.kib() * process.sessions;
    withoutProcesses += size.processes() * process.sessions;
  }

  /** Of the daemon alone: its servers are its children. */
  private long ownKib(JsonGenerator out, long pid) {
    long own = pid == 0 ? 0 : alone.applyAsLong(pid);
    if (own > 0) {
      out.writeNumberProperty("memoryKib", own);
    }
    return own;
  }

  private void sharing(JsonGenerator out) {
    if (only != null || processes == 0 || sessions == 0) {
      return;
    }
    out.writeObjectPropertyStart("sharing");
    out.writeNumberProperty("processes", processes);
    out.writeNumberProperty("sessions", sessions);
    out.writeNumberProperty("memoryKib", kib);
    out.writeNumberProperty("withoutProcesses", withoutProcesses);
    out.writeNumberProperty("withoutKib", withoutKib);
    out.writeEndObject();
  }
}
