package dev.mcpmux.netty.drive;

import dev.mcpmux.core.port.InProcessLaunch;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.netty.files.CatalogFiles;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.io.Lookups;
import dev.mcpmux.netty.log.Log;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/** Keeps what the core wants kept beyond the end of this process. Event loop only. */
public final class Storage {

  private final EventLoop loop;
  private final Helper helper;
  private final Lookups lookups;
  private final StateFiles states;
  private final CatalogFiles catalog;

  public Storage(
      EventLoop loop, Helper helper, Lookups lookups, StateFiles states, CatalogFiles catalog) {
    this.loop = loop;
    this.helper = helper;
    this.lookups = lookups;
    this.states = states;
    this.catalog = catalog;
  }

  /** On which what was loaded is told. */
  EventLoop loop() {
    return loop;
  }

  void loadState(String key, Consumer<byte[]> told) {
    helper.execute(
        () -> {
          byte[] bytes = states.load(key);
          loop.execute(() -> told.accept(bytes));
        });
  }

  void saveState(String key, byte[] bytes) {
    states.keep(key, bytes);
    helper.execute(() -> states.save(key));
  }

  void loadCatalog(String key, Launch launch, Consumer<CatalogFiles.Found> told) {
    if (launch instanceof InProcessLaunch) { // nothing is kept of it
      loop.execute(() -> told.accept(CatalogFiles.Found.NOTHING));
      return;
    }
    lookups.ask(
        new CatalogLookup(catalog, key, launch),
        told,
        why -> {
          Log.warn("cannot look for what was kept of a server: " + why);
          told.accept(CatalogFiles.Found.NOTHING);
        });
  }

  void saveCatalog(String key, byte[] bytes) {
    catalog.keep(key, bytes);
    helper.execute(() -> catalog.save(key));
  }
}
