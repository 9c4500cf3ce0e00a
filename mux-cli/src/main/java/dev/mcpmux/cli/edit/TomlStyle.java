package dev.mcpmux.cli.edit;

import dev.mcpmux.core.text.ByteText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Keys and values as they are written in TOML. */
final class TomlStyle {

  private static final String EQUALS = " = ";

  private TomlStyle() {}

  static String key(List<String> path) throws EditException {
    StringJoiner key = new StringJoiner(".");
    for (String part : path) {
      boolean bare = !part.isEmpty() && part.chars().allMatch(c -> TomlReader.isBare((char) c));
      key.add(bare ? part : quote(part));
    }
    return key.toString();
  }

  /** A value on one line; a map is an inline table. */
  static String value(Object value) throws EditException {
    if (value instanceof Map<?, ?> map) {
      StringJoiner members = new StringJoiner(", ", "{ ", " }").setEmptyValue("{}");
      for (Map.Entry<?, ?> member : map.entrySet()) {
        members.add(key(List.of((String) member.getKey())) + EQUALS + value(member.getValue()));
      }
      return members.toString();
    } else if (value instanceof List<?> list) {
      StringJoiner elements = new StringJoiner(", ", "[", "]");
      for (Object element : list) {
        elements.add(value(element));
      }
      return elements.toString();
    } else if (value instanceof String string) {
      return quote(string);
    } else if (value instanceof Boolean) {
      return value.toString();
    } else if (value instanceof BigDecimal number) {
      return number(number);
    } else if (value instanceof Double number) {
      return number.isNaN() ? "nan" : number == 0 ? "-0.0" : number > 0 ? "inf" : "-inf";
    } else if (value instanceof OffsetDateTime date) {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(date);
    } else if (value instanceof LocalDateTime date) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(date);
    } else if (value instanceof LocalDate date) {
      return DateTimeFormatter.ISO_LOCAL_DATE.format(date);
    } else if (value instanceof LocalTime time) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
    }
    throw new EditException(0, 0, "TOML cannot hold " + (value == null ? "null" : "this value"));
  }

  private static String number(BigDecimal number) throws EditException {
    if (number.scale() > 0) {
      return number.toPlainString();
    } else if (number.precision() - number.scale() > 19) {
      throw new EditException(0, 0, "TOML cannot hold a whole number of more than 64 bits");
    }
    BigInteger whole = number.toBigInteger();
    if (whole.bitLength() >= Long.SIZE) {
      throw new EditException(0, 0, "TOML cannot hold a whole number of more than 64 bits");
    }
    return whole.toString();
  }

  private static String quote(String value) throws EditException {
    if (!ByteText.isUtf8(value)) {
      throw new EditException(0, 0, "TOML cannot hold a string that is not UTF-8");
    }
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
