/** {@code mcpmux demo}: the main job of mcpmux, on the reader's own machine, measured. */
package dev.mcpmux.cli.demo;
