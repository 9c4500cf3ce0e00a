package dev.mcpmux.cli.text;

import java.util.Map;

/** What the daemon has counted of something, as cells of a table. */
public final class Numbers {

  public static final String NONE = "-";

  private Numbers() {}

  /** Of a server, process or session of the status; empty where nothing was counted. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> of(Map<String, Object> counted) {
    return counted.get("numbers") instanceof Map<?, ?> numbers
        ? (Map<String, Object>) numbers
        : Map.of();
  }

  /** 0 where it is not there. */
  public static long number(Map<String, Object> object, String name) {
    Object value = object.get(name);
    try {
      return value == null ? 0 : (long) Double.parseDouble(value.toString());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  public static String calls(Map<String, Object> numbers) {
    return count(numbers, "calls");
  }

  /** A dash for none. */
  public static String count(Map<String, Object> numbers, String name) {
    long count = number(numbers, name);
    return count == 0 ? NONE : Amounts.count(count);
  }

  public static String latency(Map<String, Object> numbers, String name) {
    return numbers.containsKey(name) ? Amounts.micros(number(numbers, name)) : NONE;
  }

  public static String memory(Map<String, Object> process) {
    return process.containsKey("memoryKib") ? Amounts.kib(number(process, "memoryKib")) : NONE;
  }

  /** Calls that did not end as they should: what the client has taken back is not among them. */
  public static long failed(Map<String, Object> numbers) {
    return number(numbers, "toolErrors")
        + number(numbers, "errors")
        + number(numbers, "timeouts")
        + number(numbers, "lost")
        + number(numbers, "refused");
  }
}
