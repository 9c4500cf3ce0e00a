package dev.mcpmux.netty.pipe;

import dev.mcpmux.netty.io.Descriptors;
import dev.mcpmux.netty.output.ServerLog;
import dev.mcpmux.netty.output.StderrLines;
import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Three pipes of our own for each child, our ends of which are in the event loop. The child gets
 * its ends by their names under {@code /proc/self/fd}: what is opened anew there blocks, as
 * programs expect of their standard streams, while our ends of the same pipes do not.
 *
 * <p>Netty makes the descriptors without {@code O_CLOEXEC}, so another child that is started
 * meanwhile has all of them between its fork and its exec, and a pipe that it kept would never end.
 * It keeps none: the JDK closes every descriptor above 2 in a child before it executes the program
 * ({@code childproc.c}, with and without {@code jspawnhelper}). A test holds it to that.
 */
final class EpollStdio implements Stdio {

  private static final File DESCRIPTORS = new File("/proc/self/fd");

  private final Executor helper;

  EpollStdio(Executor helper) {
    this.helper = helper;
  }

  static boolean isAvailable() {
    return DESCRIPTORS.isDirectory();
  }

  @Override
  public Child start(ProcessBuilder builder, String server, ServerLog log) throws IOException {
    Pipes pipes = new Pipes();
    Process process = null;
    Child child = null;
    try {
      FileDescriptor input = pipes.toChild();
      FileDescriptor output = pipes.fromChild();
      FileDescriptor errors = pipes.fromChild();
      pipes.checkNumber();
      process =
          ProcessStart.of(
              builder
                  .redirectInput(pipes.nameForChild(0))
                  .redirectOutput(pipes.nameForChild(1))
                  .redirectError(pipes.nameForChild(2)));
      long pid = process.pid();
      child =
          new Child(
              process,
              new EpollProcessChannel(pid, server, new PipeEnd(input), new PipeEnd(output)),
              new EpollStderr(new PipeEnd(errors), new StderrLines(pid, log), helper));
      return child;
    } finally {
      pipes.childs.forEach(PipeEnd::close);
      if (child == null) {
        pipes.ours.forEach(PipeEnd::close);
      }
      if (child == null && process != null) {
        process.destroyForcibly(); // nobody else knows of it
      }
    }
  }

  /** What was made so far, in the order of the standard streams. */
  private static final class Pipes {
    private final List<FileDescriptor> ours = new ArrayList<>();
    private final List<FileDescriptor> childs = new ArrayList<>();

    FileDescriptor toChild() throws IOException {
      FileDescriptor[] readAndWrite = FileDescriptor.pipe();
      return add(readAndWrite[1], readAndWrite[0]);
    }

    FileDescriptor fromChild() throws IOException {
      FileDescriptor[] readAndWrite = FileDescriptor.pipe();
      return add(readAndWrite[0], readAndWrite[1]);
    }

    private FileDescriptor add(FileDescriptor mine, FileDescriptor childsOwn) {
      ours.add(mine);
      childs.add(childsOwn);
      return mine;
    }

    /** Without this a start would take the last descriptors, with which sessions are told so. */
    void checkNumber() throws IOException {
      int highest = 0;
      for (FileDescriptor each : ours) {
        highest = Math.max(highest, each.intValue());
      }
      if (Descriptors.isLast(highest)) {
        throw new IOException(Descriptors.tooMany(highest));
      }
    }

    File nameForChild(int stream) {
      return new File(DESCRIPTORS, Integer.toString(childs.get(stream).intValue()));
    }
  }
}
