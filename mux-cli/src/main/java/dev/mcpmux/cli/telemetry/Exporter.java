package dev.mcpmux.cli.telemetry;

/** Makes of calls what a receiver wants, and sends it. One thread. */
public interface Exporter extends AutoCloseable {

  void add(Call.Ended ended);

  void sendWhatIsDue();

  /** Sends what is still to be sent, within a bound. */
  @Override
  void close();
}
