package dev.mcpmux.core.api.server;

/**
 * Answers one kind of request.
 *
 * @param <P> what is asked
 * @param <R> what is answered
 */
@FunctionalInterface
public interface Handler<P, R> {

  /**
   * @param asked a tool's arguments, a resource's URI, a prompt's arguments
   * @param call the request: its caller, its progress, whether it was taken back
   * @throws Exception to answer with an error, as the package says
   */
  R answer(P asked, Call call) throws Exception;
}
