package dev.mcpmux.core.find;

import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.offer.Item;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes the result of {@code find_tools}. Of a tool that would make it long, only the start of the
 * description is there, or not even the schema; so the model has a choice in any case.
 */
public final class FoundJson {
  /** Of the tools as their servers wrote them: a model reads all of it. */
  private static final int MAX_BYTES = 48 * 1024;

  private static final int MAX_SHORT_CHARS = 500;

  private static final Pattern LINE_END = Pattern.compile("\\R");

  private static final byte[] NO_TEXT = utf8("\"\"");
  private static final byte[] NO_SCHEMA = utf8("{\"type\":\"object\"}");
  private static final byte[] READS = utf8("{\"readOnlyHint\":true}");

  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream tools = new ByteArrayOutputStream();
  private boolean anyReadOnly;
  private int leftOut;

  /** No tool is in it yet. */
  public FoundJson() {}

  /**
   * Adds a tool.
   *
   * @param name what {@code call_tool} takes
   */
  public void add(String name, String server, Item tool) {
    byte[] description = orElse(tool.part("description"), '"', NO_TEXT);
    byte[] schema = orElse(tool.part("inputSchema"), '{', NO_SCHEMA);
    byte[] annotations = orElse(tool.part("annotations"), '{', null);
    boolean readOnly = tool.isReadOnly();
    int hints = annotations == null ? 0 : annotations.length;
    if (!fits(description.length + schema.length + hints)) {
      annotations = readOnly ? READS : null;
      description = start(description);
    }
    int leaves = fits(description.length + schema.length) ? 0 : schema.length;
    if (leaves > 0) {
      leftOut++;
      schema = NO_SCHEMA;
    }
    tools.writeBytes(utf8(tools.size() > 0 ? ",{\"name\":" : "{\"name\":"));
    tools.writeBytes(utf8(FrameText.quoted(name)));
    member("server", utf8(FrameText.quoted(server)));
    member("description", description);
    member("inputSchema", schema);
    if (leaves > 0) {
      member("schemaLeftOut", utf8(Integer.toString(leaves)));
    }
    if (annotations != null) {
      member("annotations", annotations);
    }
    tools.write('}');
    anyReadOnly |= readOnly;
    text.append(name).append(" (server ").append(server);
    text.append(readOnly ? ", read-only)" : ")").append('\n');
    addIndented(FrameText.unquoted(description, 0, description.length));
    if (leaves > 0) {
      text.append("(schema left out, ").append(leaves).append(" bytes)\n\n");
    } else {
      text.append(new String(schema, StandardCharsets.UTF_8)).append("\n\n");
    }
  }

  private boolean fits(int bytes) {
    return tools.size() + bytes <= MAX_BYTES;
  }

  /** A part of a tool, where it begins as it should. */
  private static byte[] orElse(byte[] part, char start, byte[] without) {
    return part != null && part[0] == start ? part : without;
  }

  private static byte[] start(byte[] quoted) {
    String all = FrameText.unquoted(quoted, 0, quoted.length);
    if (all.length() <= MAX_SHORT_CHARS) {
      return quoted;
    }
    boolean pair = Character.isHighSurrogate(all.charAt(MAX_SHORT_CHARS - 1));
    return utf8(FrameText.quoted(all.substring(0, MAX_SHORT_CHARS - (pair ? 1 : 0)) + "…"));
  }

  /** So that nothing in it looks like another tool. */
  private void addIndented(String description) {
    if (!description.isBlank()) {
      for (String line : LINE_END.split(description.strip())) {
        text.append("  ").append(line).append('\n');
      }
    }
  }

  private void member(String name, byte[] value) {
    tools.writeBytes(utf8(",\"" + name + "\":"));
    tools.writeBytes(value);
  }

  /**
   * The result.
   *
   * @param missing the servers of which not all was searched
   * @param any whether there may be a tool to find
   */
  public byte[] result(List<String> missing, boolean any) {
    if (tools.size() == 0) {
      text.append(any ? "No tool fits. Try other words." : "There is no tool to find.");
    } else {
      text.append("Call one with call_tool, with its name and its arguments");
      text.append(anyReadOnly ? "; call_read_tool calls those that are read-only." : ".");
    }
    if (leftOut > 0) {
      text.append("\nSchemas left out because they are long: ").append(leftOut);
      text.append(". A search with limit 1 has room for one; call_tool says what is wrong.");
    }
    if (!missing.isEmpty()) {
      text.append("\nNot searched, or not all of it: ");
      text.append(String.join(", ", missing)).append('.');
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(utf8("{\"content\":[{\"type\":\"text\",\"text\":" + FrameText.quoted(text)));
    out.writeBytes(utf8("}],\"structuredContent\":{\"tools\":["));
    out.writeBytes(tools.toByteArray());
    String names = missing.stream().map(FrameText::quoted).collect(Collectors.joining(","));
    out.writeBytes(utf8("],\"missing\":[" + names + "]}}"));
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
