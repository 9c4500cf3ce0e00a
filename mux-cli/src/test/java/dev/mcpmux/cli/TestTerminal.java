package dev.mcpmux.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A terminal with a shell in it, as a person has it; {@code tmux} makes it. */
final class TestTerminal {

  private static final Path TMUX = Path.of("/usr/bin/tmux");

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Installation mcpmux;
  private final Path socket;
  private int commands;

  static boolean isThere() {
    return Files.isExecutable(TMUX);
  }

  static String why() {
    return "there is no " + TMUX;
  }

  /**
   * @param directory where its socket is
   * @param size such as 80x24
   */
  TestTerminal(Installation mcpmux, Path directory, String size) throws Exception {
    this.mcpmux = mcpmux;
    // one that has been told to end may still be there
    this.socket = directory.resolve("tmux" + COUNT.incrementAndGet());
    String[] sides = size.split("x");
    tmux("-f", "/dev/null", "new-session", "-d", "-x", sides[0], "-y", sides[1], "sh");
    line("PS1='$ '");
  }

  private String tmux(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(TMUX.toString(), "-S", socket.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = mcpmux.builder().command(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return out;
  }

  /** Types a line. */
  void line(String text) throws Exception {
    tmux("send-keys", "-l", text);
    key("Enter");
  }

  /** Presses keys, by the names that tmux has for them. */
  void key(String... names) throws Exception {
    for (String name : names) {
      tmux("send-keys", name);
    }
  }

  /** What a command prints until it ends, with colours. */
  String printed(String command) throws Exception {
    String begin = "begins " + ++commands;
    String end = "ends " + commands;
    // the words as they are typed are not yet those that are waited for
    line(
        "echo "
            + begin.replace("s ", "''s ")
            + "; "
            + command
            + "; echo "
            + end.replace("s ", "''s "));
    await(end);
    String text = scrolled();
    return text.substring(text.indexOf(begin) + begin.length(), text.indexOf(end));
  }

  void resize(int columns, int rows) throws Exception {
    tmux("resize-window", "-x", "" + columns, "-y", "" + rows);
  }

  /** What stands there. */
  String screen() {
    return captured("capture-pane", "-p");
  }

  /** The same with colours, as escape sequences. */
  String coloured() {
    return captured("capture-pane", "-p", "-e");
  }

  /** Likewise, with the lines that have left it above. */
  String scrolled() {
    return captured("capture-pane", "-p", "-e", "-S", "-200");
  }

  /** Whether the screen is the one of a program, and whether the cursor is shown. */
  String modes() {
    return captured("display-message", "-p", "#{alternate_on} #{cursor_flag}").strip();
  }

  /** The name that a program has given the window by its terminal. */
  String title() {
    return captured("display-message", "-p", "#{pane_title}").strip();
  }

  private String captured(String... words) {
    try {
      return tmux(words);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits until that stands there. Returns all that does. */
  String await(String text) throws InterruptedException {
    String[] screen = {""};
    try {
      Installation.await(
          text,
          () -> {
            screen[0] = screen();
            return screen[0].contains(text);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; the screen is\n" + screen[0]);
    }
    return screen[0];
  }

  void awaitGone(String text) throws InterruptedException {
    Installation.await("no more " + text, () -> !screen().contains(text));
  }

  void end() throws Exception {
    tmux("kill-server");
  }
}
