package dev.mcpmux.cli.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who may see the page. A <em>code</em> comes out of the control socket, holds for a minute, and
 * opens one login. A <em>login</em> is two secrets: a cookie that no script reads, and a key that a
 * browser keeps for this port alone, as it sends cookies to every port of a host. Only hashes are
 * kept, and nothing beyond the end of the daemon. Thread-safe.
 */
final class Logins {

  static final long CODE_NANOS = TimeUnit.SECONDS.toNanos(60);
  static final long LOGIN_NANOS = TimeUnit.HOURS.toNanos(12);
  static final int MAX_CODES = 8;
  static final int MAX_LOGINS = 16;

  /** Somebody guesses: the codes that are out are no good any more. */
  static final int MAX_WRONG = 10;

  private static final int BYTES = 24;

  private final SecureRandom random = new SecureRandom();
  private final LongSupplier clock;

  /** The end of each, by its hash; the oldest first. */
  private final Map<String, Long> codes = new LinkedHashMap<>();

  private final Map<String, Long> logins = new LinkedHashMap<>();
  private int wrong;

  /**
   * @param clock in nanoseconds
   */
  Logins(LongSupplier clock) {
    this.clock = clock;
  }

  /** A login as the browser has it. */
  record Login(String cookie, String key) {}

  /** One that opens a login. */
  synchronized String newCode() {
    String code = secret();
    wrong = 0;
    put(codes, hash(code), CODE_NANOS, MAX_CODES);
    return code;
  }

  /** Empty when there is no such code, or it has been used or is too old. */
  synchronized Optional<Login> redeem(String code) {
    expire(codes);
    if (codes.remove(hash(code)) == null) {
      if (++wrong >= MAX_WRONG) {
        codes.clear();
      }
      return Optional.empty();
    }
    Login login = new Login(secret(), secret());
    put(logins, hash(login), LOGIN_NANOS, MAX_LOGINS);
    return Optional.of(login);
  }

  synchronized boolean holds(Login login) {
    Long end = logins.get(hash(login));
    return end != null && clock.getAsLong() - end < 0;
  }

  synchronized void end(Login login) {
    logins.remove(hash(login));
  }

  synchronized void endAll() {
    codes.clear();
    logins.clear();
  }

  private void put(Map<String, Long> all, String hash, long nanos, int max) {
    expire(all);
    if (all.size() == max) {
      all.remove(all.keySet().iterator().next());
    }
    all.put(hash, clock.getAsLong() + nanos);
  }

  private void expire(Map<String, Long> all) {
    long now = clock.getAsLong();
    Iterator<Long> ends = all.values().iterator();
    while (ends.hasNext() && now - ends.next() >= 0) {
      ends.remove();
    }
  }

  private String secret() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String hash(Login login) {
    return hash(login.cookie() + " " + login.key());
  }

  private static String hash(String secret) {
    try {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
