package dev.mcpmux.cli.tap;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
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
    Reader reader = new Reader(file, wanted);
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        reader.add(line);
      }
    } catch (JacksonException | NumberFormatException e) {
      throw new IOException(file + " is no recording of mcpmux tap --record", e);
    }
    return reader.session();
  }

  /** Keeps the messages of one session: where none is wanted, of the one with the least number. */
  private static final class Reader {
    private final Path file;
    private final boolean isChosen;
    private final SortedSet<Integer> numbers = new TreeSet<>();
    private final List<WireMessage> messages = new ArrayList<>();
    private int kept;
    private int lines;

    /** The line of a message that cannot be sent again; 0 for none. */
    private int cut;

    Reader(Path file, Integer wanted) {
      this.file = file;
      this.isChosen = wanted != null;
      this.kept = isChosen ? wanted : Integer.MAX_VALUE;
    }

    void add(String line) throws IOException {
      WireMessage message = WireMessage.parse(line);
      if (++lines == 1 && !message.has("recording")) {
        throw new IOException(file + " is no recording of mcpmux tap --record");
      }
      boolean ofClient = message.isFrom("client") || message.get("to").equals("client");
      boolean again = message.get("note").startsWith("sent"); // it was there when it came
      long number = message.number("session");
      if (!message.isMessage() || !ofClient || again || number < 1) {
        return;
      }
      numbers.add((int) number);
      if (!isChosen && number < kept) {
        kept = (int) number;
        messages.clear();
        cut = 0;
      }
      if (number == kept) {
        messages.add(message);
        cut = cut == 0 && message.body() == null && message.isFrom("client") ? lines : cut;
      }
    }

    RecordedSession session() throws IOException {
      if (numbers.isEmpty()) {
        throw new IOException(file + " has no messages of a session");
      }
      if (!numbers.remove(kept)) {
        throw new IOException(file + " has no session " + kept + "; there are: " + numbers);
      }
      if (cut > 0) {
        throw new IOException(
            file + ":" + cut + ": the message is not whole, so it cannot be sent again");
      }
      return new RecordedSession(kept, List.copyOf(numbers), messages);
    }
  }

  /** Whether it begins as a session does. */
  boolean hasBeginning() {
    return messages.stream()
        .anyMatch(each -> each.isRequest() && each.get("method").equals("initialize"));
  }
}
