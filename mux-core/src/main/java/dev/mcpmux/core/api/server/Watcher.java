package dev.mcpmux.core.api.server;

/** Is told what changes in a server, by whichever thread changes it. */
public interface Watcher {

  /** What is listed. */
  enum Kind {
    TOOLS,
    RESOURCES,
    TEMPLATES,
    PROMPTS
  }

  void onChanged(Kind kind);

  /** A resource holds something else. */
  void onUpdated(String uri);

  /** The server ends all its connections. */
  void onClosed();
}
