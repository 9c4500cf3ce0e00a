package dev.mcpmux.cli.edit;

import java.util.List;
import java.util.Map;

/** TOML. */
final class TomlText extends ConfigText {

  TomlText(String text) throws EditException {
    super(text, Format.TOML);
    throw new EditException(0, 0, "TOML cannot be changed yet");
  }

  @Override
  public Map<String, Object> tree() {
    return Map.of();
  }

  @Override
  String textWith(List<String> path, Object value) throws EditException {
    return text();
  }

  @Override
  String textWithout(List<String> path) throws EditException {
    return text();
  }
}
