package dev.mcpmux.cli.edit;

/**
 * A text that cannot be read or changed, and why. The message is for people and may quote a name
 * from the text, never a value.
 */
public final class EditException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /**
   * @param line where it is, from 1; 0 if it is about no place in the text
   * @param column from 1, in UTF-16 units; 0 if it is about no place in the text
   */
  public EditException(int line, int column, String message) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** From 1; 0 if it is about no place in the text. */
  public int line() {
    return line;
  }

  /** From 1; 0 if it is about no place in the text. */
  public int column() {
    return column;
  }

  /**
   * The message with its place before it, as in {@code "line 3, column 14: a comma is missing"}.
   */
  public String withPlace() {
    return line == 0 ? getMessage() : "line " + line + ", column " + column + ": " + getMessage();
  }
}
