/**
 * What stands on the wire to clients and to processes: lines and frames, hellos and their answers,
 * and what stands in which pipeline. The driver and all transports use it. Begin with {@link
 * LineFrameDecoder}, {@link Frame} and {@link Pipelines}.
 */
package dev.mcpmux.netty.wire;
