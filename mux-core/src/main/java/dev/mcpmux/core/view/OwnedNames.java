package dev.mcpmux.core.view;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Names that servers give and that stay as they are, unless two servers give the same one: the
 * first keeps it for the session's life, for the others it is rewritten. What a client was never
 * shown by a list is forgotten, the oldest first, when there is too much of it.
 */
final class OwnedNames {
  private final Map<String, Member> listed = new LinkedHashMap<>();
  private final Map<String, Member> seen = new LinkedHashMap<>();
  private final BiFunction<Member, String, String> rewriting;
  private final int maxSeen;

  /**
   * @param rewriting what a name that another server has is replaced by
   */
  OwnedNames(int maxSeen, BiFunction<Member, String, String> rewriting) {
    this.maxSeen = maxSeen;
    this.rewriting = rewriting;
  }

  /** Null when nobody has given this name. */
  Member owner(String name) {
    Member owner = listed.get(name);
    return owner != null ? owner : seen.get(name);
  }

  /** What the client is told for a name that stands in a server's list. */
  String list(Member member, String name) {
    Member owner = seen.remove(name);
    Member first = listed.putIfAbsent(name, owner == null ? member : owner);
    Member keeper = first != null ? first : listed.get(name);
    return keeper == member ? name : rewriting.apply(member, name);
  }

  /** What the client is told for a name that stands elsewhere in what a server sends. */
  String see(Member member, String name) {
    Member owner = owner(name);
    if (owner == null) {
      owner = member;
      seen.put(name, member);
      if (seen.size() > maxSeen) {
        Iterator<String> oldest = seen.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
    }
    return owner == member ? name : rewriting.apply(member, name);
  }

  void forget(Member member) {
    listed.values().removeIf(owner -> owner == member);
    seen.values().removeIf(owner -> owner == member);
  }
}
