package dev.mcpmux.core.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a tool's arguments must be like. Immutable.
 *
 * @see <a
 *     href="https://json-schema.org/draft/2020-12/json-schema-validation">json-schema.org/draft/2020-12</a>
 */
public final class Schema {
  /** A longer schema lets everything pass. */
  public static final int MAX_SCHEMA_BYTES = 256 * 1024;

  /** A longer value passes, because the loop would be busy with it for too long. */
  public static final int MAX_VALUE_BYTES = 256 * 1024;

  private static final Schema ANY = new Schema(true);

  private final Object root;
  private final QuickLook quick;

  private Schema(Object root) {
    this.root = root;
    this.quick = QuickLook.of(root);
  }

  /**
   * @param json one valid JSON value in UTF-8
   */
  public static Schema of(byte[] json) {
    return json.length > MAX_SCHEMA_BYTES ? ANY : new Schema(JsonValues.read(json).value());
  }

  public static Schema of(String json) {
    return of(json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The index behind the value that begins there, where a look at the bytes is enough to see that
   * it fits; else -1.
   */
  public int endOfFitting(byte[] json, int start) {
    return quick.end(json, start);
  }

  /** Whether a look at the bytes is enough to see that a value fits. */
  boolean fitsAtOnce(byte[] value) {
    return quick.fits(value, 0);
  }

  /** What is wrong after a look at the value as a whole. */
  List<String> errorsOfAll(String name, byte[] value) {
    JsonValues.Read read = JsonValues.read(value);
    if (read.twice() != null) {
      return List.of(name + ": has the member " + Shown.of(read.twice()) + " twice");
    }
    return new Check(root).errors(name, read.value());
  }

  /** Lets everything pass. */
  public static Schema any() {
    return ANY;
  }

  /**
   * What is certainly wrong with a value, each in a line that says where, what is expected and what
   * there is; empty for nothing, and never more than a few.
   *
   * @param name what the value is called
   * @param value one valid JSON value in UTF-8
   */
  public List<String> errors(String name, byte[] value) {
    return errors(name, value, 0, value.length);
  }

  /** As {@link #errors(String, byte[])}, for the value that stands there in a longer one. */
  public List<String> errors(String name, byte[] json, int start, int end) {
    return end - start > MAX_VALUE_BYTES || quick.fits(json, start)
        ? List.of()
        : errorsOfAll(name, Arrays.copyOfRange(json, start, end));
  }
}
