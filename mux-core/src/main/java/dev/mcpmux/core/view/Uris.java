package dev.mcpmux.core.view;

import dev.mcpmux.core.offer.Offer;
import dev.mcpmux.core.words.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * URIs of resources. One that two servers have is, for the second, put behind {@code
 * mcpmux://KEY/}, from where it can be read back without a table; a template stays a template.
 */
final class Uris {
  private static final String SCHEME = "mcpmux://";
  private static final Pattern EXPRESSION = Pattern.compile("\\{[^{}]*+}");

  private Uris() {}

  /** Whether it has the form of a rewritten one. */
  static boolean isReserved(String uri) {
    return uri.startsWith(SCHEME);
  }

  static String rewritten(Member member, String uri) {
    return SCHEME + member.key + "/" + uri;
  }

  /** Whether it is certain whose the URI is, or was: nobody else is asked for it. */
  static boolean isOwned(Front front, String uri) {
    return isReserved(uri) || front.names.uris.owner(uri) != null;
  }

  /** The name of the server that a URI has been seen to belong to; null for none. */
  static String server(Front front, String uri) {
    String holder = front.subscriptions().get(uri);
    return holder == null ? front.names.uris.owner(uri) : holder;
  }

  static Refusal unknown(String uri) {
    return new Refusal(-32002, "unknown-resource", "Resource not found: " + uri, null);
  }

  static boolean isOwner(Member member, String uri) {
    return isReserved(uri)
        ? uri.startsWith(rewritten(member, ""))
        : member.server.equals(member.front.names.uris.owner(uri));
  }

  /** The URI as this server knows it. */
  static String inward(Member member, String uri) {
    String head = rewritten(member, "");
    return uri.startsWith(head) ? uri.substring(head.length()) : uri;
  }

  /**
   * Who is to be asked for a URI, in this order, each only when the one before does not know it:
   * its owner, else those with a template that it may come from, else all that have resources.
   */
  static List<Member> candidates(Front front, String uri) {
    if (isOwned(front, uri)) {
      return front.members().values().stream().filter(member -> isOwner(member, uri)).toList();
    }
    List<Member> having = new ArrayList<>();
    List<Member> matching = new ArrayList<>();
    for (Member member : front.members().values()) {
      if (member.declares("resources")) {
        having.add(member);
        if (member.list(Offer.TEMPLATES).items.stream().anyMatch(item -> matches(item.id(), uri))) {
          matching.add(member);
        }
      }
    }
    return matching.isEmpty() ? having : matching;
  }

  /** Whether the template's fixed parts come in the URI, in their order. */
  private static boolean matches(String template, String uri) {
    String[] parts = EXPRESSION.split(template, -1);
    if (parts.length == 1) {
      return template.equals(uri);
    }
    String first = parts[0];
    String last = parts[parts.length - 1];
    if (!uri.startsWith(first)
        || !uri.endsWith(last)
        || uri.length() < first.length() + last.length()) {
      return false;
    }
    int at = first.length();
    int end = uri.length() - last.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = uri.indexOf(parts[i], at);
      if (found < 0 || found + parts[i].length() > end) {
        return false;
      }
      at = found + parts[i].length();
    }
    return true;
  }
}
