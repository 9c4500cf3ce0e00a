/**
 * Frames as bytes: finding the spans of the few members that are routed on, and copying a frame
 * with some of them replaced. Everything else passes byte for byte, but for what some reader would
 * take for the end of a line ({@link dev.mcpmux.core.frame.TidyFrame}).
 */
@NullMarked
package dev.mcpmux.core.frame;

import org.jspecify.annotations.NullMarked;
