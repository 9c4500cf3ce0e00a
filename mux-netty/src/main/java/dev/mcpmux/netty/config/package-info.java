/**
 * What a program around {@link dev.mcpmux.netty.MuxServer} chooses: addresses, limits, waits, and
 * the control calls that it answers. Everything may use it, and it uses nothing of this module.
 * Begin with {@link HttpConfig} and {@link ControlCalls}.
 */
@NullMarked
package dev.mcpmux.netty.config;

import org.jspecify.annotations.NullMarked;
