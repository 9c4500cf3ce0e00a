package dev.mcpmux.cli.edit;

/** What a config file is written in. */
public enum Format {
  /** RFC 8259, without comments and trailing commas. */
  JSON,
  /** JSON with {@code //} and {@code /*} comments and trailing commas. */
  JSONC,
  /** TOML 1.0. */
  TOML,
  /** YAML 1.2, one document. */
  YAML
}
