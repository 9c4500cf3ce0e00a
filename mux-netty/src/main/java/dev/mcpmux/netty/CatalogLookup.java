package dev.mcpmux.netty;

import dev.mcpmux.core.Launch;

/**
 * Asks what is kept of a server, and what its program looks like, wherever a session's path or
 * directory says that it is.
 */
record CatalogLookup(CatalogFiles files, String key, Launch launch)
    implements Lookups.Question<CatalogFiles.Found> {

  @Override
  public String what() {
    return "looking at its program";
  }

  @Override
  public CatalogFiles.Found answer() {
    return files.load(key, launch);
  }
}
