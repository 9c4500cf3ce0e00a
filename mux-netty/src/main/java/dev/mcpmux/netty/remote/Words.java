package dev.mcpmux.netty.remote;

import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.netty.remote.body.BodyText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
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

  /** None looks at a place more than once: a server may send what makes another endless. */
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("(?i)(\\b(?:bearer|basic) )(?=\\S*\\d)[A-Za-z0-9._~+/=-]{8,}"),
          Pattern.compile("()\\beyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9._-]*"),
          Pattern.compile("()\\b(?:sk|pk|ghp|gho|xox[abp]|github_pat|glpat)[-_][A-Za-z0-9_-]{10,}"),
          Pattern.compile("(?i)((?:key|token|secret|password|signature)=)[^&\\s\"',;)]{4,}"));

  /** The longest first, because one may be a part of another. */
  private final List<String> secrets = new ArrayList<>();

  Words(RemoteLaunch launch) {
    launch.headers().values().forEach(this::hideParts);
    launch.secrets().forEach(this::hide);
    launch.proxy().map(URI::getUserInfo).ifPresent(this::hideParts);
    Connector.proxyAuthorization(launch).ifPresent(this::hideParts);
    hideParameters(launch.url().getRawQuery());
    hideParameters(launch.url().getQuery());
  }

  private void hideParameters(String query) {
    if (query != null) {
      for (String parameter : query.split("&")) {
        hide(parameter.substring(parameter.indexOf('=') + 1));
      }
    }
  }

  /** A value and its words: {@code Bearer TOKEN} is a secret, and so is the second half of it. */
  private void hideParts(String value) {
    hide(value);
    for (String part : value.split("[\\s:,;]+")) {
      if (!part.matches("(?i)bearer|basic|token|digest")) {
        hide(part);
      }
    }
    if (value.regionMatches(true, 0, "basic ", 0, 6)) {
      try {
        byte[] user = Base64.getDecoder().decode(value.substring(6).strip());
        hideParts(new String(user, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        // it is hidden as it is
      }
    }
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
    for (Pattern pattern : SECRETS) {
      printable = pattern.matcher(printable).replaceAll("$1" + HIDDEN);
    }
    return printable.codePointCount(0, printable.length()) <= MAX_SHOWN
        ? printable
        : printable.substring(0, printable.offsetByCodePoints(0, MAX_SHOWN)) + "...";
  }
}
