package dev.mcpmux.core.find;

import dev.mcpmux.core.offer.Item;
import dev.mcpmux.core.schema.Schema;
import java.util.Map;
import java.util.WeakHashMap;

/** The schemas of tools that were called, read once. Forgets all of them when they are many. */
public final class SchemaCache {
  private static final int MAX_BYTES = 512 << 10;

  private final Map<Item, Schema> schemas = new WeakHashMap<>();
  private int bytes;

  /** Nothing is in it. */
  public SchemaCache() {}

  /** What the arguments of a tool must be like. */
  public Schema of(Item tool) {
    Schema schema = schemas.get(tool);
    return schema == null ? read(tool) : schema;
  }

  private Schema read(Item tool) {
    byte[] text = tool.part("inputSchema");
    if (text == null) {
      return Schema.any();
    }
    bytes += Math.min(text.length, Schema.MAX_SCHEMA_BYTES);
    if (bytes > MAX_BYTES) {
      schemas.clear();
      bytes = Math.min(text.length, Schema.MAX_SCHEMA_BYTES);
    }
    Schema schema = Schema.of(text);
    schemas.put(tool, schema);
    return schema;
  }
}
