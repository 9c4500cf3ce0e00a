/**
 * Text outside the frames: text that is bytes, text for people, and text that stands for another.
 * Everything may use it, and it uses nothing. Begin with {@link dev.mcpmux.core.text.ByteText} and
 * {@link dev.mcpmux.core.text.Printable}.
 */
@NullMarked
package dev.mcpmux.core.text;

import org.jspecify.annotations.NullMarked;
