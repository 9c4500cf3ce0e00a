package dev.mcpmux.core.view;

import dev.mcpmux.core.frame.FrameView;

/**
 * A message of a member.
 *
 * @param bytes the frame, which begins at index 0
 * @param view what the scanner saw in it; good only while it is taken
 */
record Reply(byte[] bytes, FrameView view) {}
