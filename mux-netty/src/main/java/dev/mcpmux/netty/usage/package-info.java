/**
 * Writes down who has used what: takes the numbers of {@link dev.mcpmux.core.meter.Usage} once a
 * minute at most and leaves them as files, which a program around the server reads and removes; and
 * reads from there what was used before. Only the server's root uses it. Begin with {@link
 * dev.mcpmux.netty.usage.UsageKeeper}.
 */
package dev.mcpmux.netty.usage;
