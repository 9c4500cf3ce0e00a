package dev.mcpmux.core.table;

import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A hello that is kept for as long as its session lives, because another config may ask for any
 * variable of it, and one may come out to name the session. The environment is compressed: a fifth
 * of its size, a few kilobytes.
 */
public final class PackedHello {
  private static final int CHUNK = 4096;

  private final Target target;
  private final SessionHello.Place place;
  private final boolean ownEnvironment;
  private final long pid;
  private final SessionTraces traces;
  private final byte[] environment;

  /**
   * @param before the one packed before, null for none: an equal environment is kept once
   */
  PackedHello(SessionHello hello, PackedHello before) {
    target = hello.target();
    place = hello.place();
    ownEnvironment = hello.ownEnvironment();
    pid = hello.pid();
    traces = hello.traces().withoutMarks();
    byte[] packed = pack(hello.environment());
    boolean same = before != null && Arrays.equals(packed, before.environment);
    environment = same ? before.environment : packed;
  }

  /** Whether the config says how the server is run. */
  public boolean isNamed() {
    return target instanceof Target.Named;
  }

  public SessionHello unpack() {
    SessionHello.Variables variables =
        new SessionHello.Variables(unpack(environment), ownEnvironment);
    return new SessionHello(target, place, variables, pid, traces);
  }

  private static byte[] pack(SortedMap<String, String> variables) {
    StringBuilder text = new StringBuilder();
    variables.forEach((name, value) -> text.append(name).append('\0').append(value).append('\0'));
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(ByteText.bytes(text.toString()));
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      while (!deflater.finished()) {
        packed.write(chunk, 0, deflater.deflate(chunk));
      }
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static SortedMap<String, String> unpack(byte[] packed) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      while (!inflater.finished()) {
        text.write(chunk, 0, inflater.inflate(chunk));
      }
      String[] words = ByteText.of(text.toByteArray()).split("\0", -1);
      SortedMap<String, String> variables = new TreeMap<>();
      for (int i = 0; i + 1 < words.length; i += 2) {
        variables.put(words[i], words[i + 1]);
      }
      return variables;
    } catch (DataFormatException e) {
      throw new IllegalStateException("what was packed here cannot be unpacked", e);
    } finally {
      inflater.end();
    }
  }
}
