package dev.mcpmux.cli.text;

import java.util.Map;

/** What sharing saves now, as far as it was measured. */
public final class SharingLine {

  private SharingLine() {}

  /** Empty where there is nothing to compare, else a paragraph. */
  public static String of(Map<String, Object> top) {
    if (!(top.get("sharing") instanceof Map<?, ?> found)) {
      return "";
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> sharing = (Map<String, Object>) found;
    long processes = Numbers.number(sharing, "processes");
    long sessions = Numbers.number(sharing, "sessions");
    long without = Numbers.number(sharing, "withoutProcesses");
    return Paragraph.of(
        "",
        "",
        Counted.of(processes, "process", "processes")
            + " for "
            + Counted.of(sessions, "session", "sessions")
            + ": "
            + Amounts.kib(Numbers.number(sharing, "memoryKib"))
            + " with the daemon and relays; without mcpmux about "
            + Amounts.kib(Numbers.number(sharing, "withoutKib"))
            + " in "
            + Counted.of(without, "process", "processes"));
  }
}
