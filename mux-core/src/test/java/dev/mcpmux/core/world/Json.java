package dev.mcpmux.core.world;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Frames as text. */
final class Json {
  static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

  private static final Pattern MARK = Pattern.compile("\"mark\":\"((\\d+)-\\w+)\"");
  private static final Pattern ASK = Pattern.compile("\"ask\":\"(u\\d+-\\d+)\"");

  private Json() {}

  /**
   * @param params what stands between the braces
   */
  static String request(Random random, String id, String method, String params) {
    return switch (random.nextInt(3)) {
      case 0 ->
          "{\"params\":{%s},\"method\":\"%s\",\"jsonrpc\":\"2.0\",\"id\":%s}"
              .formatted(params, method, id);
      case 1 ->
          "{ \"id\" : %s, \"jsonrpc\":\"2.0\", \"method\":\"%s\" ,\"params\": { %s } }"
              .formatted(id, method, params);
      default ->
          "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":{%s}}"
              .formatted(id, method, params);
    };
  }

  static String notification(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":{%s}}".formatted(method, params);
  }

  /**
   * @param members what stands between the braces of the result
   */
  static String result(String id, String members) {
    return "{\"result\":{%s},\"jsonrpc\":\"2.0\",\"id\":%s}".formatted(members, id);
  }

  /**
   * @param data what stands between the braces of the error's data
   */
  static String error(String id, int code, String data) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"no\",\"data\":{%s}}}"
        .formatted(id, code, data);
  }

  static String mark(String mark) {
    return "\"mark\":\"" + mark + "\"";
  }

  static List<String> marks(String text) {
    List<String> marks = new ArrayList<>();
    for (Matcher each = MARK.matcher(text); each.find(); ) {
      marks.add(each.group(1));
    }
    return marks;
  }

  /** The session that a mark names. */
  static int session(String mark) {
    return Integer.parseInt(mark.substring(0, mark.indexOf('-')));
  }

  /** The label of the server's request that a frame is, or answers; null for none. */
  static String ask(String text) {
    Matcher ask = ASK.matcher(text);
    return ask.find() ? ask.group(1) : null;
  }

  static String raw(FrameView frame, Field field) {
    return frame.has(field) ? new String(frame.raw(field), StandardCharsets.UTF_8) : null;
  }

  /** A frame without its end. */
  static String cutShort(String frame, Random random) {
    return frame.substring(
        0, frame.length() - 1 - random.nextInt(Math.min(12, frame.length() - 1)));
  }
}
