/**
 * What tools have answered, kept so that the same call need not go to the server again. It uses
 * {@code config}, {@code frame}, {@code json} and {@code port}; each upstream of {@code state} has
 * one where the config wants it, and {@code catalog} answers from it. Begin with {@link
 * dev.mcpmux.core.cache.ResultCache}.
 */
package dev.mcpmux.core.cache;
