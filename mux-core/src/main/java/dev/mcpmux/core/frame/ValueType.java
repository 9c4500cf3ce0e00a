package dev.mcpmux.core.frame;

/** The JSON type of a value, as its first byte tells it (RFC 8259 section 3). */
public enum ValueType {
  STRING,
  NUMBER,
  OBJECT,
  ARRAY,
  TRUE,
  FALSE,
  NULL
}
