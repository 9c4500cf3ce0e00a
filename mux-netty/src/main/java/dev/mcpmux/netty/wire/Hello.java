package dev.mcpmux.netty.wire;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.text.ByteText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The first line of a connection ({@code docs/attach-protocol.md}), as it came: not one file was
 * looked at yet.
 *
 * @param target what to attach to; empty for a control call
 * @param control {@code status}, {@code stop} or another call; empty for a session
 * @param server the server that a control call is about
 * @param options what else a control call is told
 * @param cwd absolute for a session
 * @param environment the client's
 * @param pid the client's, 0 when it did not say
 * @param relay what the relay says of itself
 */
public record Hello(
    Optional<Target> target,
    Optional<String> control,
    Optional<String> server,
    Map<String, String> options,
    String cwd,
    Map<String, String> environment,
    long pid,
    RelayHello relay) {

  public static final int VERSION = 1;

  /** Of a hello that holds bytes that are not UTF-8, as {@link ByteText} has them. */
  static final int BYTES_VERSION = 2;

  /** Of a hello that says what it wants to see of all servers. */
  static final int VIEW_VERSION = 3;

  /** Of a hello that wants a profile. */
  static final int PROFILE_VERSION = 4;

  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern HALF = Pattern.compile("\\\\u([dD][89a-fA-F]\\p{XDigit}{2})");

  /** A hello that cannot be accepted; reason and message go to the client. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final String reason;

    Refused(String reason, String message) {
      super(message, null, false, false);
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /**
   * @throws Refused when the line is no hello, or one of a version that is not known
   */
  public static Hello parse(byte[] line, Limits limits) throws Refused {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text(line))) {
      return new Reader(json, limits).read();
    } catch (JacksonException | CharacterCodingException e) {
      throw bad("not a JSON object");
    }
  }

  /** The parser takes half a character in a name, but not as an escape. */
  private static String text(byte[] line) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    if (!HALF.matcher(text).find()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
      Matcher half = HALF.matcher(text).region(at, text.length());
      if (half.lookingAt()) {
        out.append(text, from, at).append((char) Integer.parseInt(half.group(1), 16));
        from = half.end();
        at = from;
      } else {
        at += 2; // what is escaped begins no escape
      }
    }
    return out.append(text, from, text.length()).toString();
  }

  /** The same, of a process that is called this. */
  public Hello from(long process) {
    return new Hello(target, control, server, options, cwd, environment, process, relay);
  }

  private static Refused bad(String message) {
    return new Refused("bad-hello", "hello: " + message);
  }

  /** One pass over the object; members may come in any order. */
  private static final class Reader {
    private final JsonParser json;
    private final Limits limits;
    private boolean hasVersion;
    private Target target;
    private String control;
    private String server;
    private Map<String, String> options = Map.of();
    private String cwd;
    private Map<String, String> environment = Map.of();
    private long pid;
    private boolean resumes;
    private SessionState resume;
    private String build = "";

    Reader(JsonParser json, Limits limits) {
      this.json = json;
      this.limits = limits;
    }

    Hello read() throws Refused {
      expect(json.nextToken() == JsonToken.START_OBJECT, "not a JSON object");
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        member(name);
      }
      expect(json.nextToken() == null, "more than one JSON object");
      expect(hasVersion, "member \"mcpmux\" is missing");
      expect(target != null || control != null, "neither \"attach\" nor \"control\"");
      if (target != null) {
        expect(cwd != null && cwd.startsWith("/"), "\"cwd\" is not an absolute path");
        expect(cwd.indexOf('\0') < 0, "\"cwd\" is not a path");
      }
      return new Hello(
          Optional.ofNullable(target),
          Optional.ofNullable(control),
          Optional.ofNullable(server),
          options,
          cwd,
          environment,
          pid,
          new RelayHello(resumes, Optional.ofNullable(resume), build));
    }

    private void member(String name) throws Refused {
      switch (name) {
        case "mcpmux" -> version();
        case "attach" -> attach();
        case "control" -> control = string(name);
        case "server" -> server = string(name);
        case "options" -> options = strings(name);
        case "cwd" -> cwd = string(name);
        case "env" -> environment = strings(name);
        case "pid" -> {
          expect(json.currentToken() == JsonToken.VALUE_NUMBER_INT, "\"pid\" is not a number");
          pid = json.getLongValue();
        }
        case "resumes" -> {
          resumes = json.currentToken().isNumeric();
          json.skipChildren();
        }
        case "resume" -> {
          expectToken(JsonToken.VALUE_STRING, "\"resume\" is not a string");
          resume = ResumeValue.read(json.getString());
        }
        case "build" -> build = string(name);
        default -> json.skipChildren();
      }
    }

    private void version() throws Refused {
      expect(json.currentToken().isNumeric(), "\"mcpmux\" is not a number");
      double version = json.getDoubleValue();
      if (version < VERSION || version > PROFILE_VERSION || version != Math.rint(version)) {
        throw new Refused(
            "unsupported-version",
            "protocol version: "
                + json.getString()
                + " (supported: "
                + VERSION
                + ", "
                + BYTES_VERSION
                + ", "
                + VIEW_VERSION
                + ", "
                + PROFILE_VERSION
                + ")");
      }
      hasVersion = true;
    }

    private void attach() throws Refused {
      expectToken(JsonToken.START_OBJECT, "\"attach\" is not an object");
      boolean all = false;
      boolean find = false;
      List<String> only = List.of();
      String profile = "";
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        switch (name) {
          case "name" -> target = new Target.Named(string(name));
          case "command" -> target = new Target.AdHoc(words(name));
          case "all" -> all = json.currentToken() == JsonToken.VALUE_TRUE;
          case "only" -> only = words(name);
          case "view" -> {
            expect(string(name).equals("find"), "\"view\" is not \"find\"");
            find = true;
          }
          case "profile" -> {
            profile = string(name);
            expect(!profile.isEmpty(), "\"profile\" is empty");
          }
          default -> json.skipChildren();
        }
      }
      if (all) {
        expect(target == null, "\"all\" beside a server");
        target = new Target.All(only, find, profile);
      }
    }

    private List<String> words(String name) throws Refused {
      expectToken(JsonToken.START_ARRAY, "\"" + name + "\" is not an array");
      List<String> words = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        words.add(string(name));
        bound("words", words.size(), limits.maxHelloWords());
      }
      expect(!words.isEmpty(), "\"" + name + "\" is empty");
      return words;
    }

    private Map<String, String> strings(String member) throws Refused {
      expectToken(JsonToken.START_OBJECT, "\"" + member + "\" is not an object");
      Map<String, String> strings = new TreeMap<>();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        strings.put(bytes(name), string(member));
        bound("variables", strings.size(), limits.maxHelloVariables());
      }
      return strings;
    }

    private static void bound(String what, int count, int limit) throws Refused {
      if (count > limit) {
        throw bad(what + ": " + count + " (limit: " + limit + ")");
      }
    }

    private String string(String name) throws Refused {
      expectToken(JsonToken.VALUE_STRING, "\"" + name + "\" is not made of strings");
      return bytes(json.getString());
    }

    private static String bytes(String text) throws Refused {
      expect(ByteText.hasBytes(text), "half a character that stands for no byte");
      return ByteText.joined(text);
    }

    private void expectToken(JsonToken token, String message) throws Refused {
      expect(json.currentToken() == token, message);
    }

    private static void expect(boolean condition, String message) throws Refused {
      if (!condition) {
        throw bad(message);
      }
    }
  }
}
