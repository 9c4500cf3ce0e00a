package dev.mcpmux.netty;

import dev.mcpmux.core.Launch;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/** Keeps what the core wants kept beyond the end of this process. Event loop only. */
final class Storage {

  private final EventLoop loop;
  private final Helper helper;
  private final Lookups lookups;
  private final StateFiles states;
  private final CatalogFiles catalog;

  Storage(EventLoop loop, Helper helper, Lookups lookups, StateFiles states, CatalogFiles catalog) {
    this.loop = loop;
    this.helper = helper;
    this.lookups = lookups;
    this.states = states;
    this.catalog = catalog;
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
