package dev.mcpmux.core.api.server;

import java.util.BitSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a URI template matches: an expression stands for what has no slash, one with a plus, a
 * number sign or a star for anything, and none for nothing. All ways through it are followed at
 * once, because a client writes the URI: a look takes at most one step for each character of it and
 * each of the template, however they are made. The length of the URI is bounded.
 */
final class UriPattern {
  private static final Pattern EXPRESSION = Pattern.compile("\\{([+#]?)[^{}]*?(\\*?)\\}");

  /** In place of a character: an expression. No URI has one of these. */
  private static final char WITHOUT_SLASH = '\uFFFE';

  private static final char ANYTHING = '\uFFFF';

  private final String steps;

  UriPattern(String uriTemplate) {
    steps =
        EXPRESSION
            .matcher(uriTemplate)
            .replaceAll(found -> "" + (isAnything(found) ? ANYTHING : WITHOUT_SLASH));
  }

  private static boolean isAnything(MatchResult expression) {
    return !expression.group(1).isEmpty() || !expression.group(2).isEmpty();
  }

  boolean matches(String uri) {
    BitSet reached = new BitSet(steps.length() + 1);
    BitSet next = new BitSet(steps.length() + 1);
    reached.set(0);
    for (int i = 0; i < uri.length() && !reached.isEmpty(); i++) {
      go(reached, uri.charAt(i), next);
      BitSet before = reached;
      reached = next;
      next = before;
    }
    return reached.get(steps.length());
  }

  /** Up to where the template may have come when this character follows. */
  private void go(BitSet reached, char c, BitSet next) {
    next.clear();
    for (int at = reached.nextSetBit(0); at >= 0; at = reached.nextSetBit(at + 1)) {
      if (at < steps.length() && takes(steps.charAt(at), c)) {
        next.set(at + 1);
      }
      if (at > 0 && isExpression(steps.charAt(at - 1)) && takes(steps.charAt(at - 1), c)) {
        next.set(at);
      }
    }
  }

  private static boolean isExpression(char step) {
    return step >= WITHOUT_SLASH;
  }

  private static boolean takes(char step, char c) {
    return step == ANYTHING || (step == WITHOUT_SLASH ? c != '/' : step == c);
  }
}
