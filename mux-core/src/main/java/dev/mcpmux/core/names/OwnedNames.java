package dev.mcpmux.core.names;

import dev.mcpmux.core.words.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Names that servers give and that stay as they are, unless two servers give the same one: the
 * first keeps it for the session's life, for the others it is rewritten. Whose a name is, is never
 * forgotten, since the client may use it at any time; when there is no room to remember it, it is
 * rewritten, so that it names its server itself.
 *
 * @param <M> whose they are
 */
public final class OwnedNames<M extends NamedMember> {
  /** The room for what all fronts together remember of names. */
  public static final class Room {
    private final LongSupplier limit;
    private long taken;

    public Room(LongSupplier limit) {
      this.limit = limit;
    }

    /** Returns whether there was so much room. */
    boolean take(long bytes) {
      if (taken + bytes > limit.getAsLong()) {
        return false;
      }
      taken += bytes;
      return true;
    }

    void giveBack(long bytes) {
      taken -= bytes;
    }
  }

  /** About what an entry takes besides the name. */
  private static final int ENTRY_BYTES = 100;

  /** The server of each name. */
  private final Map<String, String> owners = new HashMap<>();

  private final int maxBytes;
  private final Room room;
  private final Predicate<String> reserved;
  private final BiFunction<M, String, String> rewriting;
  private final BiConsumer<M, String> full;
  private long bytes;
  private boolean saidFull;

  /**
   * @param maxBytes how much is remembered
   * @param room what is left for that of all fronts together
   * @param reserved names that could be taken for a rewritten one: they are rewritten in any case
   * @param rewriting what a name that another server has is replaced by
   * @param full told once when no more is remembered: by whose name, and how much it would be
   */
  public OwnedNames(
      int maxBytes,
      Room room,
      Predicate<String> reserved,
      BiFunction<M, String, String> rewriting,
      BiConsumer<M, String> full) {
    this.maxBytes = maxBytes;
    this.room = room;
    this.reserved = reserved;
    this.rewriting = rewriting;
    this.full = full;
  }

  /** The server that has given this name first; null for none. */
  public String owner(String name) {
    return owners.get(name);
  }

  /** The session has ended. */
  public void forget() {
    room.giveBack(bytes);
    bytes = 0;
    owners.clear();
  }

  /** What the client is told for a name that stands in what a server sends. */
  public String see(M member, String name) {
    if (reserved.test(name)) {
      return rewriting.apply(member, name);
    }
    long more = ENTRY_BYTES + name.length();
    boolean isNew = !owners.containsKey(name);
    if (isNew && bytes + more <= maxBytes && room.take(more)) {
      owners.put(name, member.server());
      bytes += more;
    } else if (isNew && !saidFull) {
      saidFull = true;
      full.accept(member, Refusal.over("bytes", bytes + more, maxBytes));
    }
    return member.server().equals(owners.get(name)) ? name : rewriting.apply(member, name);
  }
}
