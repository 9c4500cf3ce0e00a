package dev.mcpmux.cli.context;

/** Why something could not be done with the notes, in words that whoever asked can act on. */
class StoreException extends Exception {
  private static final long serialVersionUID = 1;

  StoreException(String message) {
    super(message);
  }
}
