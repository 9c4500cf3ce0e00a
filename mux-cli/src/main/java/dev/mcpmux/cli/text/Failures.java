package dev.mcpmux.cli.text;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says to people what has failed: exceptions of the file system are little more than a path. */
public final class Failures {

  private Failures() {}

  public static String describe(Exception e) {
    if (e instanceof FileSystemException file) {
      return what(file) + ": " + file.getFile();
    }
    boolean hasSentence =
        e instanceof ForPeople
            || e instanceof SocketTimeoutException
            || e.getClass() == IOException.class;
    return hasSentence && e.getMessage() != null ? e.getMessage() : e.toString();
  }

  private static String what(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    } else if (e instanceof FileAlreadyExistsException) {
      return "exists and is no directory";
    }
    String reason = e.getReason();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
