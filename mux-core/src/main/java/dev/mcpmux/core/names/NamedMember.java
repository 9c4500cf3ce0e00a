package dev.mcpmux.core.names;

/** One server of a session with all servers, as far as names go. */
public interface NamedMember {
  /** Its name in the config. */
  String server();

  /** What stands for it in names. */
  String key();
}
