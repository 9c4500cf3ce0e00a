/**
 * Frames as bytes: finding the spans of the few members that are routed on, and copying a frame
 * with some of them replaced. Everything else passes byte for byte.
 */
package dev.mcpmux.core.frame;
