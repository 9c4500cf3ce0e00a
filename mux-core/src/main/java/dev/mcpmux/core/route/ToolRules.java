package dev.mcpmux.core.route;

/** Which tools sessions may see, where that is not for the parts to know. */
public interface ToolRules {

  /** Whether this session may not see all tools of its server. */
  boolean concern(int session);

  /** The answer to a session's call for the list of tools, without those it may not see. */
  byte[] shorten(int session, byte[] reply);
}
