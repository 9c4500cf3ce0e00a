package dev.mcpmux.core.view;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Names that servers give and that stay as they are, unless two servers give the same one: the
 * first keeps it for the session's life, for the others it is rewritten. What no list has shown is
 * forgotten, the oldest first, when there is too much of it.
 */
final class OwnedNames {

  /** The server of each name that a list has shown. */
  private final Map<String, String> listed = new LinkedHashMap<>();

  private final Map<String, String> seen = new LinkedHashMap<>();
  private final BiFunction<Member, String, String> rewriting;
  private final Predicate<String> reserved;
  private final int maxSeen;

  /**
   * @param reserved names that could be taken for a rewritten one: they are rewritten in any case
   * @param rewriting what a name that another server has is replaced by
   */
  OwnedNames(
      int maxSeen, Predicate<String> reserved, BiFunction<Member, String, String> rewriting) {
    this.maxSeen = maxSeen;
    this.reserved = reserved;
    this.rewriting = rewriting;
  }

  /** The server that has given this name first; null for none. */
  String owner(String name) {
    String owner = listed.get(name);
    return owner != null ? owner : seen.get(name);
  }

  /** What the client is told for a name that stands in a server's list. */
  String list(Member member, String name) {
    if (reserved.test(name)) {
      return rewriting.apply(member, name);
    }
    String owner = owner(name);
    seen.remove(name);
    listed.putIfAbsent(name, owner == null ? member.server : owner);
    return outward(member, name);
  }

  /** What the client is told for a name that stands elsewhere in what a server sends. */
  String see(Member member, String name) {
    if (reserved.test(name)) {
      return rewriting.apply(member, name);
    }
    if (owner(name) == null) {
      seen.put(name, member.server);
      if (seen.size() > maxSeen) {
        Iterator<String> oldest = seen.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
    }
    return outward(member, name);
  }

  private String outward(Member member, String name) {
    return owner(name).equals(member.server) ? name : rewriting.apply(member, name);
  }
}
