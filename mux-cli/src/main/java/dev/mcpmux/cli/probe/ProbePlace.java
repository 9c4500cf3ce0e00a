package dev.mcpmux.cli.probe;

import dev.mcpmux.cli.home.Distribution;
import dev.mcpmux.cli.home.Home;
import dev.mcpmux.cli.measure.CleanUp;
import dev.mcpmux.cli.measure.PrivateDaemon;
import dev.mcpmux.cli.system.ClientEnvironment;
import java.io.IOException;

/**
 * The daemon through which servers are tried: the one that runs, which may have processes of them
 * that cannot be there twice; else one that is there for this alone and leaves nothing.
 */
public final class ProbePlace implements AutoCloseable {

  private static final String NAME = "mcpmux-try";

  private final Probe probe;
  private final PrivateDaemon own;
  private final CleanUp cleanUp;

  private ProbePlace(Probe probe, PrivateDaemon own) {
    this.probe = probe;
    this.own = own;
    this.cleanUp = own == null ? null : new CleanUp(this::end, own.directory());
  }

  /** No relay may start a daemon when this one has ended. */
  private void end() throws IOException, InterruptedException {
    probe.end();
    own.end();
  }

  /** Of a daemon that runs. */
  public static ProbePlace of(Home home) throws IOException {
    return new ProbePlace(
        new Probe(Distribution.launcher(), home.root(), home, ClientEnvironment.get()), null);
  }

  /**
   * A daemon with these servers, and with nothing started yet.
   *
   * @param user what was said of servers there holds here as well
   * @throws IOException if it does not start, with its reason
   */
  public static ProbePlace ofItsOwn(String config, Home user) throws IOException {
    PrivateDaemon own = new PrivateDaemon(NAME, config);
    own.takeSwitches(user.switches());
    own.expect();
    Probe probe =
        new Probe(Distribution.launcher(), own.directory(), own.home(), ClientEnvironment.get());
    ProbePlace place = new ProbePlace(probe, own);
    try {
      probe.startDaemon();
    } catch (IOException e) {
      place.close();
      throw e;
    }
    return place;
  }

  public Probe probe() {
    return probe;
  }

  @Override
  public void close() throws IOException {
    if (own == null) {
      return;
    }
    try {
      cleanUp.now();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
