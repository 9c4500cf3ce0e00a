package dev.mcpmux.cli.top;

/** What a key asks for beside another picture. */
sealed interface Effect {

  Effect NONE = new Plain();
  Effect QUIT = new Plain();

  /** Something is looked at of which more is to be had. */
  Effect LOOK = new Plain();

  /** One of those above. */
  final class Plain implements Effect {
    private Plain() {}
  }

  /** To do this to the server. */
  record Act(Deed deed, String server) implements Effect {}
}
