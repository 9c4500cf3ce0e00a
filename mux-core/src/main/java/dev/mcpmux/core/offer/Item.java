package dev.mcpmux.core.offer;

import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.words.Naming;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One tool, prompt, resource or template as its server lists it. Immutable; many sessions share it.
 *
 * @param page the result it stands in, not to be modified
 * @param known what it is known by, its name or URI
 * @param uris the URIs that point to resources of the same server
 */
public record Item(byte[] page, Span span, Text known, List<Text> uris) {

  public record Span(int start, int end) {
    int length() {
      return end - start;
    }
  }

  /**
   * @param span of the string in {@link #page}, with its quotes
   */
  public record Text(Span span, String text) {}

  public String id() {
    return known.text();
  }

  /**
   * Those in a result that can be told by their id.
   *
   * @param page the {@code result} of a list call
   */
  public static List<Item> allOf(byte[] page, Offer offer) {
    List<Item> items = new ArrayList<>();
    JsonSpans.members(
        page,
        0,
        (name, start, end) -> {
          if (name.equals(offer.member)) {
            JsonSpans.elements(page, start, (none, from, to) -> add(items, page, from, to, offer));
          }
        });
    return items;
  }

  private static void add(List<Item> items, byte[] page, int start, int end, Offer offer) {
    Span[] id = new Span[1];
    List<Text> uris = new ArrayList<>();
    JsonSpans.members(
        page,
        start,
        (name, from, to) -> {
          if (name.equals(offer.id)) {
            id[0] = page[from] == '"' ? new Span(from, to) : null;
          } else if (name.equals("_meta") && !offer.hasUri()) {
            addUris(uris, page, from);
          }
        });
    if (id[0] != null) {
      String text = FrameText.unquoted(page, id[0].start(), id[0].end());
      items.add(new Item(page, new Span(start, end), new Text(id[0], text), List.copyOf(uris)));
    }
  }

  /** Where a tool names the resource that shows it: nested, and as it was before, in one name. */
  private static void addUris(List<Text> uris, byte[] page, int meta) {
    JsonSpans.members(
        page,
        meta,
        (name, start, end) -> {
          if (name.equals("ui/resourceUri")) {
            addUri(uris, page, start, end);
          } else if (name.equals("ui")) {
            JsonSpans.members(
                page,
                start,
                (inner, from, to) -> {
                  if (inner.equals("resourceUri")) {
                    addUri(uris, page, from, to);
                  }
                });
          }
        });
  }

  private static void addUri(List<Text> uris, byte[] page, int start, int end) {
    String text = JsonSpans.text(page, start, end);
    if (text != null) {
      uris.add(new Text(new Span(start, end), text));
    }
  }

  /** About how long it is when it is written. */
  public int bytes() {
    return span.length() + Naming.API_CHARS;
  }

  /** Whether the server says the same of it. */
  public boolean isAs(Item other) {
    return page == other.page && span.equals(other.span)
        || Arrays.equals(
            page, span.start(), span.end(), other.page, other.span.start(), other.span.end());
  }

  /** Without a walk through all of it, which would be as long as the call that asks. */
  @Override
  public int hashCode() {
    return 31 * span.start() + id().hashCode();
  }

  /** A copy of it as its server wrote it. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(page, span.start(), span.end());
  }

  /** Whether its server marks it as one that changes nothing. */
  public boolean isReadOnly() {
    byte[] hint = part("readOnlyHint", part("annotations"));
    return hint != null && new String(hint, StandardCharsets.UTF_8).equals("true");
  }

  /** What one of its members is, as it stands there; null when it has none. */
  public byte[] part(String name) {
    return part(name, toBytes());
  }

  private static byte[] part(String wanted, byte[] object) {
    byte[][] found = new byte[1][];
    if (object != null) {
      JsonSpans.members(
          object,
          0,
          (name, from, to) -> {
            if (name.equals(wanted)) {
              found[0] = Arrays.copyOfRange(object, from, to);
            }
          });
    }
    return found[0];
  }

  /** Whether a server says the same of each. */
  public static boolean same(List<Item> some, List<Item> others) {
    if (some == others) {
      return true;
    } else if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!some.get(i).isAs(others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Appends it under another id. */
  public void write(ByteArrayOutputStream out, String as, UnaryOperator<String> uriAs) {
    List<Text> all = new ArrayList<>(uris);
    all.add(known);
    all.sort((a, b) -> Integer.compare(a.span().start(), b.span().start()));
    int at = span.start();
    for (Text each : all) {
      String is = each == known ? as : uriAs.apply(each.text());
      if (!is.equals(each.text())) {
        out.write(page, at, each.span().start() - at);
        out.writeBytes(FrameText.quoted(is).getBytes(StandardCharsets.UTF_8));
        at = each.span().end();
      }
    }
    out.write(page, at, span.end() - at);
  }
}
