package dev.mcpmux.cli.context;

/** A note is not saved, because another session has changed it in the meantime. */
final class ConflictException extends StoreException {
  private static final long serialVersionUID = 1;

  private final transient Note now;

  ConflictException(Note now) {
    super("the note has version " + now.version() + " by now");
    this.now = now;
  }

  /** The note as it is. */
  Note now() {
    return now;
  }
}
