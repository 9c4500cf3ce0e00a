/**
 * JSON that is no frame, or a part of one that is read once: what servers and clients declare. It
 * costs more than a look at a frame, and nothing on the way of a call uses it. It uses {@code
 * frame}, and all of the core may use it. Begin with {@link dev.mcpmux.core.json.CanonicalJson}.
 */
package dev.mcpmux.core.json;
