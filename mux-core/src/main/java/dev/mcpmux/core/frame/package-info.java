/**
 * Frames as bytes: finding the spans of the few members that are routed on, and copying a frame
 * with some of them replaced. Everything else passes byte for byte, but for what some reader would
 * take for the end of a line ({@link dev.mcpmux.core.frame.TidyFrame}). Begin with {@link
 * dev.mcpmux.core.frame.FrameScanner} and what it returns, a {@link
 * dev.mcpmux.core.frame.FrameView}.
 */
@NullMarked
package dev.mcpmux.core.frame;

import org.jspecify.annotations.NullMarked;
