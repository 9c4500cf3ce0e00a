package dev.mcpmux.core.message;

/**
 * The revisions of the protocol. A peer may name one that nobody has released, so those that are
 * negotiated are kept as text; they are dates and compare as such.
 */
public enum Revision {
  /** Never released, but early libraries name it. */
  V2024_10_07("2024-10-07"),
  V2024_11_05("2024-11-05"),
  /** The only one with arrays of messages. */
  V2025_03_26("2025-03-26"),
  /** The first with elicitation. */
  V2025_06_18("2025-06-18"),
  /** The first with tasks, and with events that only say where to read on. */
  V2025_11_25("2025-11-25"),
  /** The first without {@code initialize}. */
  V2026_07_28("2026-07-28");

  /** The newest with a handshake. */
  public static final Revision LATEST = V2025_11_25;

  private final String text;

  Revision(String text) {
    this.text = text;
  }

  /** As it stands in messages. */
  public String text() {
    return text;
  }

  public boolean is(String version) {
    return text.equals(version);
  }

  /** Whether the version is this one or a later one. */
  public boolean isIn(String version) {
    return version.compareTo(text) >= 0;
  }

  /** Whether a client may ask for it in {@code initialize}. */
  public static boolean isReleased(String version) {
    return isKnown(version) && V2024_11_05.isIn(version);
  }

  /** Whether it has a handshake and some program speaks it. */
  public static boolean isKnown(String version) {
    for (Revision known : values()) {
      if (known.is(version)) {
        return known != V2026_07_28;
      }
    }
    return false;
  }

  /** What a server that speaks all that are released answers to a client that asks for this one. */
  public static String answerTo(String asked) {
    return isReleased(asked) ? asked : LATEST.text;
  }
}
