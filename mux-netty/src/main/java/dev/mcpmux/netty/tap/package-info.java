/**
 * Shows the frames that pass to whoever asks: numbers and copies of bytes are taken on the event
 * loop, and a thread that is there only while somebody looks makes lines of JSON of them. The
 * control socket and the HTTP front may use it. Begin with {@link Feed}, then {@link Wiretap} and
 * {@link TapThread}.
 */
package dev.mcpmux.netty.tap;
