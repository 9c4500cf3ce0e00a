package dev.mcpmux.core.port;

import dev.mcpmux.core.text.Printable;
import java.util.List;

/**
 * The end of a server's process, or that it never began.
 *
 * @param what one clause for people, following "the server": {@code exited with code 1}, {@code was
 *     ended by signal 9}, {@code could not be started: command not found: foo}
 * @param stderrTail the last lines it wrote to stderr, oldest first, without line ends
 */
public record UpstreamExit(String what, List<String> stderrTail) {
  public UpstreamExit {
    what = Printable.line(what);
    stderrTail = stderrTail.stream().map(Printable::line).toList();
  }
}
