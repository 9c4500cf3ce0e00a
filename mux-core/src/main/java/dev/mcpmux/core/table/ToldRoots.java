package dev.mcpmux.core.table;

import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.sharing.SharingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one upstream was told of roots, and its questions for them that are open here. */
public final class ToldRoots {
  /** They wait until the roots of all its sessions are known. */
  private final List<RequestId> questions = new ArrayList<>();

  /**
   * Whether it asked for roots and was told that there are none to be had: it may not ask again.
   */
  private boolean refused;

  /** The roots it was last told, canonical; null for none. */
  private String told;

  /** Whether it was told that its roots changed and has not asked for the new ones. */
  private boolean stale;

  public boolean isAsked() {
    return !questions.isEmpty();
  }

  public int questions() {
    return questions.size();
  }

  public boolean isAsked(RequestId id) {
    return questions.contains(id);
  }

  public void ask(RequestId id) {
    questions.add(id);
  }

  /**
   * Its questions are answered.
   *
   * @param roots empty where they are refused
   * @return those that were open
   */
  public List<RequestId> answer(Optional<String> roots) {
    List<RequestId> open = List.copyOf(questions);
    questions.clear();
    if (!open.isEmpty()) {
      told = roots.orElse(told);
      refused |= roots.isEmpty();
    }
    return open;
  }

  public void tell(String roots) {
    told = roots;
  }

  public void outdate() {
    stale = true;
  }

  public boolean areStale() {
    return stale;
  }

  /** It knows those that are, or need not know. Returns whether they were stale. */
  public boolean renew() {
    boolean was = stale;
    stale = false;
    return was;
  }

  /** Whether it may have a key: it can still ask for what that says, or needs not. */
  public boolean mayHave(SharingKey key) {
    return !(key.hasRoots() && refused) && areOf(key);
  }

  /** Whether the process was told no roots, or those of this key. */
  public boolean areOf(SharingKey key) {
    return told == null || told.equals(key.roots());
  }
}
