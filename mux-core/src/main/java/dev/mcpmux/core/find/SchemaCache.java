package dev.mcpmux.core.find;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.schema.Schema;
import java.util.Map;
import java.util.WeakHashMap;

/** What tools that were called say of calls, read once. Forgets all of it when it is much. */
public final class SchemaCache {

  /**
   * What a tool says of calls of it.
   *
   * @param arguments what they must be like
   * @param readOnly whether they change nothing
   */
  public record Rules(Schema arguments, boolean readOnly) {}

  private static final int MAX_BYTES = 512 << 10;

  private final Map<Item, Rules> rules = new WeakHashMap<>();
  private int bytes;

  /** Nothing is in it. */
  public SchemaCache() {}

  public Rules of(Item tool) {
    Rules known = rules.get(tool);
    return known == null ? read(tool) : known;
  }

  private Rules read(Item tool) {
    byte[] text = tool.part("inputSchema");
    int more = text == null ? 0 : Math.min(text.length, Schema.MAX_SCHEMA_BYTES);
    bytes += more;
    if (bytes > MAX_BYTES) {
      rules.clear();
      bytes = more;
    }
    Rules read = new Rules(text == null ? Schema.any() : Schema.of(text), tool.isReadOnly());
    rules.put(tool, read);
    return read;
  }
}
