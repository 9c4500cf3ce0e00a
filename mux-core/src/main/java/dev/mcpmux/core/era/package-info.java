/**
 * What differs between the eras of the protocol: the one with a handshake, which is here, and the
 * one without. {@code engine} uses it, and knows {@link dev.mcpmux.core.era.Era} alone; it uses
 * {@code legacy} and {@code pool}. Begin with {@link dev.mcpmux.core.era.Era}.
 */
package dev.mcpmux.core.era;
