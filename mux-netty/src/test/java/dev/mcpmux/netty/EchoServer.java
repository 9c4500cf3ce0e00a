package dev.mcpmux.netty;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small MCP server for tests. It answers with the request itself, and answers out of order: it
 * holds replies back as long as more requests are waiting. What a call's {@code name} asks for:
 *
 * <pre>
 * echo    the request as the result
 * big     a result with a string of as many bytes as "size" says
 * noise   a banner, a blank line and CR LF around the answer
 * die     a banner, half a line, a last word on stderr, and exit code 3
 * hang    no answer
 * changed a change of the list of tools, and the answer
 * updated an update of the resource test://a, and the answer
 * ask     a question to the user, and its reply as the answer
 * string  an answer whose id is a string
 * nobody  an error without an id, and the answer
 * wait    an answer when a call of "release" comes, which is answered after it
 * </pre>
 */
public final class EchoServer {

  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
  private static final Pattern METHOD = Pattern.compile("\"method\":\"([^\"]+)\"");
  private static final Pattern NAME = Pattern.compile("\"name\":\"(\\w+)\"");
  private static final Pattern SIZE = Pattern.compile("\"size\":(\\d+)");
  private static final Pattern VERSION = Pattern.compile("\"protocolVersion\":\"([^\"]+)\"");
  private static final Pattern TOKEN = Pattern.compile("\"progressToken\":([^,}]+)");

  private static final int MAX_HELD = 8;

  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private final List<String> held = new ArrayList<>();
  private final Random random = new Random(1);
  private String waiting;

  private EchoServer() {}

  /** Serves its standard streams until the input ends. */
  public static void main(String[] args) throws IOException {
    new EchoServer().serve();
  }

  private void serve() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      answer(line);
      if (!in.ready() || held.size() >= MAX_HELD) {
        Collections.shuffle(held, random);
        held.forEach(this::print);
        held.clear();
        out.flush();
      }
    }
  }

  private void answer(String line) {
    String id = find(ID, line);
    if (id == null) {
      return;
    }
    if (find(METHOD, line) == null) {
      reply(waiting, "{\"answer\":" + line + "}");
      return;
    }
    if (find(METHOD, line).equals("initialize")) {
      reply(
          id,
          "{\"protocolVersion\":\""
              + find(VERSION, line)
              + "\",\"capabilities\":{\"logging\":{},\"resources\":{\"subscribe\":true},"
              + "\"tools\":{\"listChanged\":true}},"
              + "\"serverInfo\":{\"name\":\"echo\",\"version\":\"1\"}}");
      return;
    }
    String token = find(TOKEN, line);
    if (token != null) {
      print(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
              + token
              + ",\"progress\":1,\"of\":"
              + line
              + "}}");
    }
    String name = find(NAME, line);
    switch (name == null ? "echo" : name) {
      case "big" -> reply(id, "{\"text\":\"" + "x".repeat(size(line)) + "\"}");
      case "hang" -> {}
      case "string" -> reply('"' + id + '"', "{}");
      case "nobody" -> {
        print("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-1,\"message\":\"lost\"}}");
        reply(id, "{}");
      }
      case "changed" -> {
        print("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
        reply(id, "{}");
      }
      case "updated" -> {
        print(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{"
                + "\"uri\":\"test://a\"}}");
        reply(id, "{}");
      }
      case "ask" -> {
        waiting = id;
        print(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"elicitation/create\",\"params\":{"
                + "\"message\":\"?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}}");
      }
      case "wait" -> waiting = id;
      case "release" -> {
        print("{\"jsonrpc\":\"2.0\",\"id\":" + waiting + ",\"result\":{\"waited\":true}}");
        reply(id, "{}");
      }
      case "noise" -> {
        out.print("Listening on stdio...\n\n\r\n");
        reply(id, "{\"echo\":" + line + "}\r");
      }
      case "die" -> {
        out.print("goodbye\n{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"resu");
        out.flush();
        System.err.println("out of luck");
        System.exit(3);
      }
      default -> reply(id, "{\"echo\":" + line + "}");
    }
  }

  private void reply(String id, String result) {
    String end = result.endsWith("\r") ? "}\r" : "}";
    held.add("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result.strip() + end);
  }

  private void print(String line) {
    out.print(line + "\n");
  }

  private static int size(String line) {
    return Integer.parseInt(find(SIZE, line));
  }

  private static String find(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? matcher.group(1) : null;
  }
}
