package dev.mcpmux.cli.top;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The terminal: it is taken when this is made, and given back as it was by {@link #close}, or by a
 * hook when the process is told to end. All that may be called by any thread.
 */
final class Screen implements AutoCloseable {

  /** Between two looks at what may follow an escape character. */
  private static final long LOOK_NANOS = 2_000_000;

  private static final Size USUAL = new Size(80, 24);

  private final Terminal terminal;
  private final Attributes before;
  private final Attributes raw;
  private final Display display;
  private final byte[] leaving;

  /** Also where the terminal's own writer has been closed by a hook of its own. */
  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  private final Thread hook = new Thread(this::leave, "leave the terminal");
  private final Runnable onResize;
  private final Runnable onStop;
  private Size size;
  private Guard guard;
  private boolean taken;

  /**
   * @param onResize called when it has another size
   * @param onStop called when the shell wants it back for a while
   */
  Screen(Runnable onResize, Runnable onStop) throws IOException {
    this.onResize = onResize;
    this.onStop = onStop;
    // asks stty and the like, and loads no native library; what ends us runs the hook
    terminal =
        TerminalBuilder.builder()
            .system(true)
            .provider("exec")
            .dumb(false)
            .nativeSignals(false)
            .build();
    before = terminal.getAttributes();
    raw = raw(before);
    display = new Display(terminal, true);
    leaving = capability(Capability.cursor_normal, Capability.exit_ca_mode);
    Runtime.getRuntime().addShutdownHook(hook);
    measure();
    take();
    terminal.handle(Terminal.Signal.WINCH, signal -> onResize.run());
  }

  /**
   * Each key at once and unseen, while Ctrl-C and Ctrl-Z are signals as before. A read waits for a
   * key: a shell that finds the terminal so, as we were killed, must not take it for the end.
   */
  private static Attributes raw(Attributes cooked) {
    Attributes raw = new Attributes(cooked);
    raw.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN), false);
    raw.setInputFlags(EnumSet.of(InputFlag.IXON, InputFlag.ICRNL, InputFlag.INLCR), false);
    raw.setControlChar(ControlChar.VMIN, 1);
    raw.setControlChar(ControlChar.VTIME, 0);
    return raw;
  }

  /** What is written for these. */
  private byte[] capability(Capability... wanted) throws IOException {
    StringBuilder out = new StringBuilder();
    for (Capability each : wanted) {
      String text = terminal.getStringCapability(each);
      if (text != null) {
        Curses.tputs(out, text);
      }
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private synchronized void take() throws IOException {
    guard = new Guard(leaving);
    terminal.setAttributes(raw);
    guard.taken();
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
    display.clear();
    taken = true;
    terminal.handle(Terminal.Signal.TSTP, signal -> onStop.run());
  }

  /** Gives it back; once more does no harm. */
  private synchronized void leave() {
    if (!taken) {
      return;
    }
    taken = false;
    try {
      out.write(leaving);
      terminal.setAttributes(before);
    } catch (IOException | RuntimeException | IOError e) {
      // it has gone; or JLine's own hook has been faster, which sets these as well
    }
    guard.done();
  }

  /** Asks how large it is. */
  synchronized void measure() {
    Size now = terminal.getSize();
    size = now.getColumns() <= 0 || now.getRows() <= 0 ? USUAL : now;
    display.resize(size.getRows(), size.getColumns());
    display.clear();
  }

  synchronized Look look(boolean coloured) {
    boolean blocks = terminal.outputEncoding().newEncoder().canEncode('\u2581');
    return new Look(size.getColumns(), size.getRows(), coloured, blocks);
  }

  /** Where keys come from: not JLine, which would ask again and again whether there is one. */
  Keys keys() {
    Reader in = new InputStreamReader(System.in, terminal.inputEncoding());
    return new Keys(millis -> millis > 0 && !isReady(in, millis) ? Keys.Source.LATE : in.read());
  }

  private static boolean isReady(Reader in, long millis) throws IOException {
    long start = System.nanoTime();
    while (!in.ready()) {
      if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(millis)) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /** Shows that in place of what is there; nothing once it was given back. */
  synchronized void show(List<AttributedString> lines) {
    if (taken) {
      display.update(lines, 0);
    }
  }

  /** Gives it back, stops this process with its job as Ctrl-Z does, and goes on with it. */
  void stop() throws IOException, InterruptedException {
    leave();
    terminal.handle(Terminal.Signal.TSTP, Terminal.SignalHandler.SIG_DFL);
    new ProcessBuilder("sh", "-c", "kill -TSTP 0").inheritIO().start().waitFor();
    take();
    measure();
  }

  /** Does not return when the process is told to end, as then nothing has failed. */
  @Override
  public void close() throws IOException {
    leave();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      while (true) {
        LockSupport.park();
      }
    }
    terminal.close();
  }
}
