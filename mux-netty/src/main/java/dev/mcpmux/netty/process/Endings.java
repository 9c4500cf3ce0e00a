package dev.mcpmux.netty.process;

import dev.mcpmux.netty.config.StopWaits;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the end of a process needs.
 *
 * @param ledger is told when it is gone
 * @param waits how long each step is waited for
 * @param helper runs the steps
 */
public record Endings(ProcessLedger ledger, StopWaits waits, ScheduledExecutorService helper) {}
