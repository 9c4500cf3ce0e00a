package dev.mcpmux.core.peer;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What has really gone wrong. */
public final class Failure {

  private Failure() {}

  public static Throwable cause(Throwable failure) {
    boolean wrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapped && failure.getCause() != null ? failure.getCause() : failure;
  }
}
