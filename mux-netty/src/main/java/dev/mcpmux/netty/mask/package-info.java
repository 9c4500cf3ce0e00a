/**
 * What is a secret in text that people see: by where it came from, by its name, or by its looks.
 * Anything may use it; it uses nothing. Begin with {@link Masks}.
 */
package dev.mcpmux.netty.mask;
