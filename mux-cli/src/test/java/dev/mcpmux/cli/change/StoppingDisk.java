package dev.mcpmux.cli.change;

import java.nio.channels.FileChannel;

/**
 * Does something before one of its steps. It does not wait for the disk: what a killed process
 * wrote stays.
 */
final class StoppingDisk extends Disk {

  private final Runnable stop;
  private int left;

  /**
   * @param step from 1
   */
  StoppingDisk(int step, Runnable stop) {
    this.left = step;
    this.stop = stop;
  }

  static Disk never() {
    return new StoppingDisk(0, () -> {});
  }

  @Override
  void force(FileChannel file) {}

  @Override
  void step() {
    if (--left == 0) {
      stop.run();
    }
  }
}
