package dev.mcpmux.netty.npx;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.text.ByteText;
import dev.mcpmux.netty.files.FileStamp;
import dev.mcpmux.netty.files.JsonValues;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.wire.Answers;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What {@code npx} was found to run, kept beyond the daemon's life. A launch is known by a digest
 * of its words, its directory and those of its variables that npm looks at. Thread-safe.
 */
final class Resolutions {

  private static final String STATE = "unwrap";
  private static final String VERSION = "1";

  /** The oldest is forgotten beyond. */
  static final int MAX_LAUNCHES = 256;

  private final StateFiles states;
  private final ScheduledExecutorService helper;
  private final Map<String, Resolution> known = new LinkedHashMap<>();

  /** Reads the file: not on the event loop. */
  Resolutions(StateFiles states, ScheduledExecutorService helper) {
    this.states = states;
    this.helper = helper;
    byte[] bytes = states.load(STATE);
    if (bytes != null) {
      Map<String, Object> file = JsonValues.members(JsonValues.read(bytes));
      if (VERSION.equals(file.get("version"))) {
        JsonValues.members(file.get("launches")).forEach(this::load);
      }
    }
  }

  static String key(ProcessLaunch launch) {
    StringBuilder text = new StringBuilder(String.join("\0", launch.command()));
    text.append("\0\0").append(launch.cwd());
    launch
        .environment()
        .forEach(
            (name, value) -> {
              boolean npm = name.toLowerCase(Locale.ROOT).startsWith("npm_");
              if (npm || name.equals("PATH") || name.equals("HOME")) {
                text.append("\0\0").append(name).append('\0').append(value);
              }
            });
    return FileStamp.digest(ByteText.bytes(text.toString()));
  }

  /** Null when there is none. */
  synchronized Resolution get(ProcessLaunch launch) {
    return known.get(key(launch));
  }

  synchronized void put(ProcessLaunch launch, Resolution resolution) {
    known.remove(key(launch));
    known.put(key(launch), resolution);
    if (known.size() > MAX_LAUNCHES) {
      known.remove(known.keySet().iterator().next());
    }
    save();
  }

  synchronized void remove(ProcessLaunch launch) {
    if (known.remove(key(launch)) != null) {
      save();
    }
  }

  private void save() {
    states.keep(STATE, toBytes());
    try {
      helper.execute(() -> states.save(STATE));
    } catch (RejectedExecutionException e) {
      Log.info("stopping: not kept what npx runs");
    }
  }

  private byte[] toBytes() {
    return Answers.object(
        json -> {
          json.writeStringProperty("version", VERSION);
          json.writeObjectPropertyStart("launches");
          known.forEach(
              (key, resolution) -> {
                json.writeObjectPropertyStart(key);
                json.writeStringProperty("program", resolution.program());
                json.writeStringProperty("version", resolution.version());
                json.writeNumberProperty("checkedAt", resolution.checkedAt());
                json.writeObjectPropertyStart("environment");
                resolution.environment().forEach(json::writeStringProperty);
                json.writeEndObject();
                json.writeObjectPropertyStart("files");
                resolution.files().forEach(json::writeStringProperty);
                json.writeEndObject();
                json.writeEndObject();
              });
          json.writeEndObject();
        });
  }

  /** One that cannot be read will be found out again. */
  private void load(String key, Object value) {
    Map<String, Object> members = JsonValues.members(value);
    Map<String, String> files = JsonValues.strings(members.get("files"));
    if (members.get("program") instanceof String program
        && members.get("version") instanceof String version
        && members.get("checkedAt") instanceof String checkedAt
        && checkedAt.matches("\\d{1,18}")
        && !files.isEmpty()) {
      known.put(
          key,
          new Resolution(
              program,
              version,
              new TreeMap<>(JsonValues.strings(members.get("environment"))),
              new TreeMap<>(files),
              Long.parseLong(checkedAt)));
    }
  }
}
