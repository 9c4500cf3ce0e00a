package dev.mcpmux.netty.remote;

import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.netty.mask.SecretParts;
import dev.mcpmux.netty.mask.SecretShapes;
import dev.mcpmux.netty.remote.body.BodyText;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A server's words as people are shown them: on one line, not endless, without what a terminal
 * would obey, and without the secrets that the server was given or that look like some.
 */
final class Words {

  private static final int MAX_SHOWN = 300;

  /** A shorter value stands in many words. */
  private static final int MIN_SECRET = 4;

  private static final String HIDDEN = "***";

  /** C0, C1, what turns the direction of writing, what is invisible, halves of characters. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]");

  private static final Pattern SPACE = Pattern.compile("[\\s\\u0085\\u00A0\\u2028\\u2029]+");

  /** The longest first, because one may be a part of another. */
  private final List<String> secrets = new ArrayList<>();

  Words(RemoteLaunch launch) {
    launch.headers().values().forEach(this::hideParts);
    launch.secrets().forEach(this::hide);
    launch.proxy().map(URI::getUserInfo).ifPresent(this::hideParts);
    Connector.proxyAuthorization(launch).ifPresent(this::hideParts);
    SecretParts.parameters(launch.url()).forEach(this::hide);
  }

  private void hideParts(String value) {
    SecretParts.of(value).forEach(this::hide);
  }

  /** Not to be shown from now on. */
  void hide(String secret) {
    if (secret.length() >= MIN_SECRET && !secrets.contains(secret)) {
      secrets.add(secret);
      secrets.sort(Comparator.comparingInt(String::length).reversed());
    }
  }

  /** What the body of an answer says; empty for nothing. */
  String of(String body) {
    return shown(BodyText.words(body));
  }

  /** The body's words behind this; empty when there are none. */
  String behind(String lead, String body) {
    String words = of(body);
    return words.isEmpty() ? "" : lead + words;
  }

  String shown(String text) {
    String printable =
        UNPRINTABLE.matcher(SPACE.matcher(text).replaceAll(" ")).replaceAll("?").strip();
    for (String secret : secrets) {
      printable = printable.replace(secret, HIDDEN);
    }
    printable = SecretShapes.hide(printable, HIDDEN);
    return printable.codePointCount(0, printable.length()) <= MAX_SHOWN
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, MAX_SHOWN)) + "...";
  }
}
