package dev.mcpmux.cli.telemetry;

/** Makes of calls what a receiver wants, and sends it. One thread. */
public interface Exporter extends AutoCloseable {

  /**
   * @param remote whether its server is reached over the network
   */
  void add(Call.Ended ended, boolean remote);

  void sendWhatIsDue();

  /** Sends what is still to be sent, within a bound. */
  @Override
  void close();
}
