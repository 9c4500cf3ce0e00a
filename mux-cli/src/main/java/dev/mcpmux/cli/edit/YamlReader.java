package dev.mcpmux.cli.edit;

import dev.mcpmux.core.text.ByteText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Finds what stands where in a YAML text. A list of objects that each have a {@code name} of their
 * own is read as an object by these names, so that its elements have a path.
 */
final class YamlReader {

  /** What a text says may be much more than it holds, by aliases of aliases. */
  private static final int MOST_NODES = 500_000;

  private static final String NAME = "name";

  private final String text;
  private final int body;

  /** Whether characters are one unit each, so that the library's offsets are ours. */
  private final boolean plain;

  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;
  private boolean aliases;

  private YamlReader(String text) {
    this.text = text;
    this.body = ConfigText.bodyOf(text);
    this.plain = text.chars().noneMatch(c -> Character.isSurrogate((char) c));
  }

  /**
   * @param root null for none
   * @param aliases whether something in it stands for more than one place
   */
  record Document(JsonNode root, boolean aliases) {}

  /**
   * @throws EditException if it is not one document in YAML
   */
  static Document read(String text) throws EditException {
    if (!ByteText.isUtf8(text)) {
      throw new EditException(0, 0, "it is not UTF-8");
    }
    YamlReader reader = new YamlReader(text);
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit((int) ConfigText.MAX_BYTES)
            .build();
    try {
      StreamReader characters = new StreamReader(settings, text.substring(reader.body));
      Optional<Node> root =
          new Composer(settings, new ParserImpl(settings, characters)).getSingleNode();
      return root.isEmpty()
          ? new Document(null, false)
          : new Document(reader.node(root.get()), reader.aliases);
    } catch (MarkedYamlEngineException e) {
      throw failure(e.getProblemMark().or(e::getContextMark), e.getProblem());
    } catch (YamlEngineException e) {
      throw new EditException(0, 0, "the text is no YAML");
    } catch (StackOverflowError e) {
      throw new EditException(0, 0, "the text is nested too deeply");
    }
  }

  /** In words without those of the text. */
  private static EditException failure(Optional<Mark> mark, String said) {
    String message =
        said == null ? "the text is no YAML" : said.replaceAll("(?s)'.*'|(?<=alias ).*", "…");
    return mark.isEmpty()
        ? new EditException(0, 0, message)
        : new EditException(mark.get().getLine() + 1, mark.get().getColumn() + 1, message);
  }

  private JsonNode node(Node node) throws EditException {
    aliases |= !seen.add(node);
    if (++nodes > MOST_NODES || !open.add(node)) {
      throw new EditException(0, 0, "the text says too much by its aliases");
    }
    try {
      if (node instanceof MappingNode mapping) {
        return object(mapping);
      } else if (node instanceof SequenceNode sequence) {
        return list(sequence);
      }
      ScalarNode scalar = (ScalarNode) node;
      int start = offset(node.getStartMark());
      int end = offset(node.getEndMark());
      if (scalar.getScalarStyle() == ScalarStyle.LITERAL
          || scalar.getScalarStyle() == ScalarStyle.FOLDED) {
        end = start + text.substring(start, end).stripTrailing().length();
      }
      return new JsonNode(start, end, value(scalar), null, null);
    } finally {
      open.remove(node);
    }
  }

  private JsonNode object(MappingNode mapping) throws EditException {
    List<JsonNode.Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int start = offset(mapping.getStartMark());
    int end = start;
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode name)) {
        throw failure(key.getStartMark(), "a name that is no text");
      } else if (!names.add(name.getValue())) {
        throw failure(key.getStartMark(), "a name that stands twice");
      }
      JsonNode value = node(tuple.getValueNode());
      int keyEnd = offset(key.getEndMark());
      members.add(new JsonNode.Member(name.getValue(), offset(key.getStartMark()), keyEnd, value));
      end = Math.max(end, Math.max(keyEnd, value.end()));
    }
    return new JsonNode(start, end(mapping, start, end), null, List.copyOf(members), null);
  }

  private JsonNode list(SequenceNode sequence) throws EditException {
    List<JsonNode> elements = new ArrayList<>();
    List<JsonNode.Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int start = offset(sequence.getStartMark());
    int end = start;
    for (Node element : sequence.getValue()) {
      JsonNode node = node(element);
      elements.add(node);
      end = Math.max(end, node.end());
      JsonNode.Member name = node.elements() == null ? node.member(NAME) : null;
      if (name != null && name.value().scalar() instanceof String text && names.add(text)) {
        members.add(new JsonNode.Member(text, node.start(), node.start(), node));
      }
    }
    boolean named = !elements.isEmpty() && members.size() == elements.size();
    return new JsonNode(
        start,
        end(sequence, start, end),
        null,
        named ? List.copyOf(members) : null,
        List.copyOf(elements));
  }

  /** One that is not in brackets ends for the library where the next thing begins. */
  private int end(Node node, int start, int last) {
    return YamlText.isFlow(text, start) ? offset(node.getEndMark()) : last;
  }

  private int offset(Optional<Mark> mark) {
    int index = mark.orElseThrow().getIndex();
    return plain ? body + index : text.offsetByCodePoints(body, index);
  }

  private static Object value(ScalarNode node) {
    String said = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return null;
    } else if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(said);
    } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      try {
        return new BigDecimal(said);
      } catch (NumberFormatException e) {
        return said; // to another base, or no number: nothing that a server is started with
      }
    }
    return said;
  }
}
