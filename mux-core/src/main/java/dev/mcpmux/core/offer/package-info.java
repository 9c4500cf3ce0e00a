/**
 * What servers offer in their lists, one item at a time, as the bytes in which they came. It is
 * used by whatever puts the lists of several servers together; begin reading at {@link
 * dev.mcpmux.core.offer.Item}.
 */
package dev.mcpmux.core.offer;
