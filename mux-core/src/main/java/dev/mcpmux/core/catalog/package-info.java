/**
 * What servers answered before, so that sessions are answered without a process. {@code pool} and
 * {@code engine} use it. Begin with {@link dev.mcpmux.core.catalog.Catalog}.
 */
package dev.mcpmux.core.catalog;
