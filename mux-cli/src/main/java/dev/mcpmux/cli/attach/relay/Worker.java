package dev.mcpmux.cli.attach.relay;

/**
 * A thread of a session, which must not hang without it. A class and no lambda, which would cost
 * each session the machinery of lambdas.
 */
abstract class Worker extends Thread {

  private final Ending ending;

  Worker(Ending ending) {
    this.ending = ending;
    setDaemon(true);
  }

  abstract void work() throws InterruptedException;

  void begin() {
    start();
  }

  @Override
  public void run() {
    try {
      work();
    } catch (InterruptedException e) {
      // nobody does
    } catch (RuntimeException | Error e) {
      ending.fail(e);
    }
  }
}
