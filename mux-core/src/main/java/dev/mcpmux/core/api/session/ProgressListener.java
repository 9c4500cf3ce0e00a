package dev.mcpmux.core.api.session;

/** Is told how far a request is. Called on the session's executor. */
@FunctionalInterface
public interface ProgressListener {

  /** Does not want to know, which the server is told. */
  ProgressListener NONE = (done, total, message) -> {};

  /**
   * @param total 0 where it is not known
   * @param message for people; empty for none
   */
  void onProgress(double done, double total, String message);
}
