/**
 * What is to happen at a time. It knows no clock: the time of an event comes with it. Everything
 * may use it. Begin with {@link dev.mcpmux.core.time.Timers}.
 */
@NullMarked
package dev.mcpmux.core.time;

import org.jspecify.annotations.NullMarked;
