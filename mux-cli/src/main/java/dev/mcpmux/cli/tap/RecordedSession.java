package dev.mcpmux.cli.tap;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * What one session has said and been told, in the order of a recording.
 *
 * @param number its number at that time
 * @param others the numbers of the other sessions in the file
 * @param messages those between the client and whoever answered it
 */
record RecordedSession(int number, List<Integer> others, List<WireMessage> messages) {

  /**
   * @param wanted its number; null for the first that there is
   * @throws IOException if the file is no recording, or has no such session, or not all of it
   */
  static RecordedSession read(Path file, Integer wanted) throws IOException {
    Map<Integer, List<WireMessage>> sessions = new TreeMap<>();
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int count = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(file, ++count, line, sessions);
      }
    } catch (JacksonException | NumberFormatException e) {
      throw new IOException(file + " is no recording of mcpmux tap --record", e);
    }
    if (sessions.isEmpty()) {
      throw new IOException(file + " has no messages of a session");
    }
    int number = wanted == null ? sessions.keySet().iterator().next() : wanted;
    if (!sessions.containsKey(number)) {
      throw new IOException(
          file + " has no session " + number + "; there are: " + sessions.keySet());
    }
    List<Integer> others = new ArrayList<>(sessions.keySet());
    others.remove(Integer.valueOf(number));
    return new RecordedSession(number, others, sessions.get(number));
  }

  private static void add(
      Path file, int count, String line, Map<Integer, List<WireMessage>> sessions)
      throws IOException {
    WireMessage message = WireMessage.parse(line);
    if (count == 1 && !message.has("recording")) {
      throw new IOException(file + " is no recording of mcpmux tap --record");
    }
    boolean ofClient = message.isFrom("client") || message.get("to").equals("client");
    boolean again = message.get("note").startsWith("sent"); // it was there when it came
    if (!message.isMessage() || !ofClient || again || message.number("session") < 1) {
      return;
    }
    if (message.body() == null) {
      throw new IOException(
          file + ":" + count + ": the message is not whole, so it cannot be sent again");
    }
    sessions
        .computeIfAbsent((int) message.number("session"), number -> new ArrayList<>())
        .add(message);
  }

  /** Whether it begins as a session does. */
  boolean hasBeginning() {
    return messages.stream()
        .anyMatch(each -> each.isRequest() && each.get("method").equals("initialize"));
  }
}
