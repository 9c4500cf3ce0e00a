package dev.mcpmux.core.find;

import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.offer.Item;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the result of {@code find_tools}. */
public final class FoundJson {
  /** More would be no help. The first tool is there in any case. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final byte[] NO_TEXT = utf8("\"\"");
  private static final byte[] NO_SCHEMA = utf8("{\"type\":\"object\"}");

  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream tools = new ByteArrayOutputStream();
  private boolean anyReadOnly;

  /** No tool is in it yet. */
  public FoundJson() {}

  /**
   * Adds a tool.
   *
   * @param name what {@code call_tool} takes
   */
  public void add(String name, String server, Item tool) {
    byte[] said = tool.part("description");
    byte[] description = said != null && said[0] == '"' ? said : NO_TEXT;
    byte[] asked = tool.part("inputSchema");
    byte[] schema = asked != null && asked[0] == '{' ? asked : NO_SCHEMA;
    byte[] annotations = tool.part("annotations");
    int bytes = name.length() + server.length() + description.length + schema.length;
    if (tools.size() > 0 && tools.size() + bytes > MAX_BYTES) {
      return;
    }
    tools.writeBytes(utf8(tools.size() > 0 ? ",{\"name\":" : "{\"name\":"));
    tools.writeBytes(utf8(FrameText.quoted(name)));
    member("server", utf8(FrameText.quoted(server)));
    member("description", description);
    member("inputSchema", schema);
    if (annotations != null && annotations[0] == '{') {
      member("annotations", annotations);
    }
    tools.write('}');
    boolean readOnly = tool.isReadOnly();
    anyReadOnly |= readOnly;
    text.append(name).append(" (server ").append(server);
    text.append(readOnly ? ", read-only)" : ")").append('\n');
    String words = FrameText.unquoted(description, 0, description.length).strip();
    text.append(words).append(words.isEmpty() ? "" : "\n");
    text.append(new String(schema, StandardCharsets.UTF_8)).append("\n\n");
  }

  private void member(String name, byte[] value) {
    tools.writeBytes(utf8(",\"" + name + "\":"));
    tools.writeBytes(value);
  }

  /**
   * The result.
   *
   * @param missing the servers that could not be asked
   */
  public byte[] result(List<String> missing) {
    if (tools.size() == 0) {
      text.append("No tool fits. Try other words.");
    } else {
      text.append("Call one with call_tool, with its name and its arguments");
      text.append(anyReadOnly ? "; call_read_tool calls those that are read-only." : ".");
    }
    if (!missing.isEmpty()) {
      text.append("\nNot searched, because they do not answer: ");
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
