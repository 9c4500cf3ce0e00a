package dev.mcpmux.cli.attach.book;

import dev.mcpmux.cli.attach.book.ClientRequests.Request;

/**
 * What a relay has to know of its session to go on with the next daemon: who waits for an answer,
 * what opens the session again, and what the client is still to be told by the relay itself. All
 * that several threads of a relay share is guarded by the monitor of this object.
 */
public final class SessionBook {

  private final ClientRequests requests = new ClientRequests();
  private final DaemonQuestions questions = new DaemonQuestions();
  private final Resumption resumption = new Resumption();
  private final OwedFrames owed = new OwedFrames();

  /** By the client. */
  public ClientRequests requests() {
    return requests;
  }

  /** By daemons. */
  public DaemonQuestions questions() {
    return questions;
  }

  public Resumption resumption() {
    return resumption;
  }

  public OwedFrames owed() {
    return owed;
  }

  /**
   * Fails and forgets the requests whose line ends at {@code first} to {@code last}.
   *
   * @param initialize whether that is failed as well
   */
  public void failBetween(long first, long last, boolean initialize, Failure failure) {
    for (Request request : requests.removeBetween(first, last, initialize)) {
      if (request.isInitialize() && resumption.isReplaying()) {
        resumption.endReplay();
        continue;
      }
      owed.fail(request.id(), failure);
      if (request.isInitialize()) {
        resumption.forgetInitialize();
      }
    }
  }

  /** Fails those in the line that is being read. */
  public void failComing(Failure failure) {
    failBetween(ClientRequests.NOT_ENDED, ClientRequests.NOT_ENDED, true, failure);
  }

  /** The daemon is lost that has asked the client. */
  public void cancelQuestions() {
    questions.cancelAll(owed);
  }

  /**
   * The daemon has answered a request.
   *
   * @param error whether that is an error
   * @return whether the client is not to see it
   */
  public boolean takeAnswer(String id, boolean error) {
    Request answered = requests.remove(id);
    return answered != null && answered.isInitialize() && resumption.takeAnswer(error, owed);
  }

  /** How many requests of the client's own await their answer. */
  public int clientsAsked() {
    return requests.count() - (resumption.isReplaying() ? 1 : 0);
  }
}
