package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.config.ServerPolicy;
import dev.mcpmux.core.config.SharingPolicy;
import dev.mcpmux.core.port.Launch;
import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.core.port.RemoteLaunch;
import dev.mcpmux.core.text.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * A session's server, as far as it is known before {@code initialize}.
 *
 * @param name the entry's name, or the command line of an ad-hoc server
 * @param reach which sessions may share its process, as its scope says
 * @param launch how its process is started
 * @param policy what the config says; {@code share} may be empty there
 * @param word what it has said of itself
 */
public record ResolvedServer(
    String name, Reach reach, Launch launch, ServerPolicy policy, Word word) {

  /**
   * @param scope whoever set it
   * @param circle the circle of sessions that the scope draws around this one
   */
  public record Reach(Scope scope, Circle circle) {}

  /**
   * @param said what the server has said of its sharing, as far as it counts for this session; null
   *     for nothing
   * @param speaker whose words about itself are this server's, see {@link #speaker()}; null where
   *     that is told by its launch
   */
  public record Word(SaidSharing said, String speaker) {
    static final Word NONE = new Word(null, null);
  }

  public Scope scope() {
    return reach.scope;
  }

  public Circle circle() {
    return reach.circle;
  }

  public SharingPolicy sharing() {
    return policy.sharing();
  }

  public SaidSharing said() {
    return word.said;
  }

  /**
   * Whose words about itself are this server's: a digest of its name, its command, its directory
   * and the names of its variables, as they are without the scopes that come with mcpmux. So it is
   * the same whether the server's word for such a scope counts or not. It holds no value of the
   * environment.
   */
  public String speaker() {
    return word.speaker != null ? word.speaker : digest();
  }

  private String digest() {
    List<String> words = new ArrayList<>(List.of(name));
    words.addAll(launch.program());
    if (launch instanceof ProcessLaunch process) {
      words.add("");
      words.add(process.cwd());
      words.addAll(process.environment().keySet());
    } else if (launch instanceof RemoteLaunch remote) {
      words.addAll(remote.headers().keySet());
    }
    return Digest.of(String.join("\0", words));
  }

  /** Whether a scope that comes with mcpmux would matter if the server's word did not count. */
  public boolean isOfTable() {
    return word.speaker != null;
  }

  /** The same when the server has said this. */
  public ResolvedServer hearing(SaidSharing said) {
    return with(new Word(said, word.speaker));
  }

  /** The same with the words of another. */
  ResolvedServer spokenForBy(ResolvedServer other) {
    return with(new Word(other.said(), other.speaker()));
  }

  private ResolvedServer with(Word other) {
    return new ResolvedServer(name, reach, launch, policy, other);
  }

  /** The same for a server that says that each session needs a process of its own. */
  ResolvedServer isolated(int session) {
    Reach own = new Reach(scope(), Circle.own(Circle.Kind.SAID, session));
    return circle().isOwn() ? this : new ResolvedServer(name, own, launch, policy, word);
  }
}
