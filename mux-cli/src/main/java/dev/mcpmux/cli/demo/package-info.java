/**
 * {@code mcpmux demo}: the main job of mcpmux, on the reader's own machine, measured. Begin with
 * {@code Demo}.
 */
package dev.mcpmux.cli.demo;
