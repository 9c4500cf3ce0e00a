package dev.mcpmux.core.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * The scanner against jackson-core on random texts, sound and damaged. Where jackson is known to be
 * laxer than RFC 8259 and RFC 3629, the difference is named here.
 */
class FrameScannerOracleTest {
  private static final int TEXTS = Integer.getInteger("mcpmux.test.randomFrames", 40_000);
  private static final Set<FrameFault> DOUBTS =
      EnumSet.of(FrameFault.DUPLICATE_KEY, FrameFault.AMBIGUOUS_KEY);

  /** With no limits of its own. */
  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  @Test
  void finds_the_same_spans_in_sound_texts() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomJson texts = new RandomJson(random);
    FrameScanner scanner = new FrameScanner();
    for (int i = 0; i < TEXTS / 4; i++) {
      byte[] text = texts.next();
      assertThat(compare(text, scanner, "seed " + seed)).isTrue();
    }
  }

  @Test
  void takes_and_refuses_the_same_damaged_texts() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomJson texts = new RandomJson(random);
    FrameScanner scanner = new FrameScanner();
    int taken = 0;
    for (int i = 0; i < TEXTS; i++) {
      byte[] text = texts.damaged(texts.next());
      if (compare(text, scanner, "seed " + seed)) {
        taken++;
      }
    }
    assertThat(taken).as("sound in spite of it").isBetween(TEXTS / 100, TEXTS / 2);
  }

  /** Fails where the two differ; returns whether they take it. */
  static boolean compare(byte[] text, FrameScanner scanner, String which) {
    String context = which + ": " + new String(text, StandardCharsets.ISO_8859_1);
    Oracle oracle = new Oracle();
    boolean valid = isUtf8(text) && !looksLikeAnotherEncoding(text) && oracle.reads(text);

    FrameView view = scanner.view();
    boolean any = scanner.finish(ByteBuffer.wrap(text), 0, text.length);
    boolean taken =
        any && view.fault() != FrameFault.PARSE_ERROR && view.fault() != FrameFault.BLANK;

    assertThat(taken).as(context).isEqualTo(valid);
    assertThat(view.kind() == FrameKind.INVALID)
        .as(context)
        .isEqualTo(view.fault() != FrameFault.NONE || !any);
    if (valid) {
      FrameFault doubt = DOUBTS.contains(view.fault()) ? view.fault() : FrameFault.NONE;
      assertThat(doubt).as(context).isEqualTo(oracle.doubt);
      if (oracle.doubt == FrameFault.NONE && oracle.object) {
        compareSpans(view, oracle.spans, context);
      }
    }
    scanner.reset();
    return valid;
  }

  private static void compareSpans(FrameView view, Map<Field, String> spans, String context) {
    for (Field field : Field.values()) {
      String found =
          view.has(field)
              ? view.type(field) + " " + view.start(field) + ".." + view.end(field)
              : null;
      String expected = spans.get(field);
      if (field == Field.ID && found == null && expected != null) {
        assertThat(view.fault() != FrameFault.NONE || view.kind() == FrameKind.ERROR_RESPONSE)
            .as(context)
            .isTrue();
      } else {
        assertThat(found).as("%s, %s", field, context).isEqualTo(expected);
      }
    }
  }

  /** Jackson takes overlong forms and surrogates in UTF-8. */
  private static boolean isUtf8(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Jackson guesses UTF-16 and UTF-32 from zero bytes, and skips a byte order mark. */
  private static boolean looksLikeAnotherEncoding(byte[] text) {
    for (int i = 0; i < Math.min(4, text.length); i++) {
      if (text[i] == 0) {
        return true;
      }
    }
    return text.length > 0 && text[0] == (byte) 0xef;
  }

  /** What jackson reads, and where. */
  private static final class Oracle {
    private static final Object UNWATCHED = new Object();
    private static final Object TOP = new Object();

    final Map<Field, String> spans = new EnumMap<>(Field.class);
    final Map<Field, Long> starts = new EnumMap<>(Field.class);

    /** For each open container the field it is, TOP, or UNWATCHED. */
    final Deque<Object> contexts = new ArrayDeque<>();

    Object pending = TOP;
    boolean object;

    /** What first put it in doubt what the text says. */
    FrameFault doubt = FrameFault.NONE;

    boolean reads(byte[] text) {
      try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          return false;
        }
        object = token == JsonToken.START_OBJECT;
        do {
          parser.finishToken();
          take(parser, token);
          token = parser.nextToken();
        } while (!contexts.isEmpty());
        return token == null;
      } catch (StreamReadException e) {
        return false;
      }
    }

    private void take(JsonParser parser, JsonToken token) {
      long start = parser.currentTokenLocation().getByteOffset();
      long end = parser.currentLocation().getByteOffset();
      switch (token) {
        case PROPERTY_NAME -> pending = member(contexts.peek(), parser.currentName());
        case START_OBJECT, START_ARRAY -> {
          if (pending instanceof Field field) {
            starts.put(field, start);
          }
          contexts.push(pending);
          pending = UNWATCHED;
          if (token == JsonToken.START_ARRAY) {
            contexts.push(UNWATCHED);
          }
        }
        case END_OBJECT, END_ARRAY -> {
          if (token == JsonToken.END_ARRAY) {
            contexts.pop();
          }
          if (contexts.pop() instanceof Field field) {
            boolean array = token == JsonToken.END_ARRAY;
            spans.put(field, (array ? "ARRAY " : "OBJECT ") + starts.get(field) + ".." + end);
          }
          pending = UNWATCHED;
        }
        default -> {
          if (pending instanceof Field field) {
            spans.put(field, type(token) + " " + start + ".." + end);
          }
        }
      }
      if (token != JsonToken.PROPERTY_NAME) {
        pending = UNWATCHED;
      }
    }

    private Object member(Object context, String name) {
      Field found = find(context, field -> field.key().equals(name));
      if (found == null) {
        if (find(context, field -> field.isGuarded() && field.key().equalsIgnoreCase(name))
            != null) {
          doubt(FrameFault.AMBIGUOUS_KEY);
        }
        return UNWATCHED;
      }
      if (starts.put(found, -1L) != null) {
        doubt(FrameFault.DUPLICATE_KEY);
        return UNWATCHED;
      }
      return found;
    }

    private static Field find(Object context, Predicate<Field> wanted) {
      return Arrays.stream(Field.values())
          .filter(field -> (field.parent() == null ? TOP : field.parent()) == context)
          .filter(wanted)
          .findFirst()
          .orElse(null);
    }

    private void doubt(FrameFault fault) {
      if (doubt == FrameFault.NONE) {
        doubt = fault;
      }
    }

    private static String type(JsonToken token) {
      return switch (token) {
        case VALUE_STRING -> "STRING";
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "NUMBER";
        case VALUE_TRUE -> "TRUE";
        case VALUE_FALSE -> "FALSE";
        case VALUE_NULL -> "NULL";
        default -> throw new AssertionError(token);
      };
    }
  }
}
