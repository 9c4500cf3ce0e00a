package dev.mcpmux.netty.drive;

import dev.mcpmux.core.port.Launch;
import dev.mcpmux.netty.files.CatalogFiles;
import dev.mcpmux.netty.io.Lookups;
import java.util.List;

/**
 * Asks what is kept of a server, and what its program looks like, wherever a session's path or
 * directory says that it is.
 *
 * @param file the key of what is kept
 */
record CatalogLookup(CatalogFiles files, String file, Launch launch)
    implements Lookups.Question<CatalogFiles.Found> {

  @Override
  public List<Object> key() {
    return List.of("catalog", file);
  }

  @Override
  public String what() {
    return "looking at its program";
  }

  @Override
  public CatalogFiles.Found answer() {
    return files.load(file, launch);
  }
}
