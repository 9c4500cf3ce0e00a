package dev.mcpmux.core.state;

import dev.mcpmux.core.cache.CachedCall;
import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.frame.RequestId;
import dev.mcpmux.core.frame.ValueType;
import dev.mcpmux.core.words.ListMethods;
import java.util.ArrayList;
import java.util.List;

/**
 * A request of a session that awaits its reply: forwarded, parked, or held by mcpmux for an answer
 * of its own. {@code InFlight} has it until then.
 */
public final class ClientRequest extends Pending {
  public final Session session;
  public final int stream;
  public final RequestId id;
  public final Method method;

  /** Null when the client asked for no progress. */
  public final RequestId progressToken;

  /** Whether the client asked for a task instead of a result. */
  public final boolean asksForTask;

  /** Whether it asks for a list and says nothing else, see {@link ListMethods#isPlain}. */
  public final boolean isPlainList;

  /** The task it is about, or which page of a list it asks for; null for neither. */
  private final String about;

  private long sentEvent;
  private Upstream upstream;
  private long lastActivity;

  private boolean takenBack;

  /** The number of the one upstream that may have it; 0 for any. */
  private int onlyFor;

  /** What the listener knows it by; a byte, for which there is room in the object. */
  private byte mark;

  /** What the call of a tool is to the cache of its upstream; null where that has none. */
  private CachedCall cachedCall;

  /** Requests of the same meaning that wait for the same reply; empty for nearly all. */
  private List<ClientRequest> followers = List.of();

  /** The frame's request. */
  public ClientRequest(Session session, int stream, RequestId id, FrameView frame) {
    this.session = session;
    this.stream = stream;
    this.id = id;
    this.method = frame.method();
    this.progressToken = progressToken(frame);
    this.asksForTask = frame.is(Field.TASK, ValueType.OBJECT);

    this.isPlainList = ListMethods.isPlain(frame);
    this.about = about(frame);
  }

  /** Null for a request of another kind, whatever it mentions. */
  private String about(FrameView frame) {
    if (isAboutTask()) {
      return frame.is(Field.TASK_ID, ValueType.STRING) ? frame.text(Field.TASK_ID) : null;
    }
    return frame.has(Field.CURSOR) && ListMethods.isPaged(method) ? frame.text(Field.CURSOR) : null;
  }

  /** The task it is about; null for none. */
  public String taskId() {
    return about != null && isAboutTask() ? about : null;
  }

  /** Which page of a list it asks for; null for the first, and for what is no list. */
  public String cursor() {
    return about == null || isAboutTask() ? null : about;
  }

  /** Whether it asks for one task, that only its owner may ask for. */
  public boolean isAboutTask() {
    return switch (method) {
      case TASKS_GET, TASKS_RESULT, TASKS_CANCEL -> true;
      default -> false;
    };
  }

  /** Whether it may make a server ask its client something, or log what it does. */
  public boolean isWork() {
    return isWork(method);
  }

  public static boolean isWork(Method method) {
    return switch (method) {
      case TOOLS_CALL, PROMPTS_GET, RESOURCES_READ, UNKNOWN -> true;
      default -> false;
    };
  }

  /** Where it was forwarded to, or a step was taken for it; null before that. */
  public Upstream upstream() {
    return upstream;
  }

  public void goTo(Upstream upstream) {
    this.upstream = upstream;
  }

  /** Which event of its upstream sent it; counts for list calls. */
  public long sentEvent() {
    return sentEvent;
  }

  public void countAs(long event) {
    sentEvent = event;
  }

  /** It waits to be sent. */
  public void came(long now) {
    super.sent(now);
  }

  @Override
  public void sent(long now) {
    super.sent(now);
    lastActivity = now;
  }

  public void showsProgress(long now) {
    lastActivity = now;
  }

  /** When it was sent, or last showed progress. */
  public long lastActivity() {
    return lastActivity;
  }

  public boolean isForwarded() {
    return upstreamId() != 0;
  }

  /** It was forwarded, and the upstream did not take it. */
  public void takeBack() {
    takenBack = true;
    setUpstreamId(0);
    upstream = null;
  }

  public boolean wasTakenBack() {
    return takenBack;
  }

  /** It is for this upstream, and for none that takes its place. */
  public void onlyFor(int upstreamNumber) {
    onlyFor = upstreamNumber;
  }

  public boolean mayGoTo(Upstream some) {
    return onlyFor == 0 || onlyFor == some.number();
  }

  public byte mark() {
    return mark;
  }

  public void mark(byte known) {
    mark = known;
  }

  public CachedCall cachedCall() {
    return cachedCall;
  }

  public void cachedAs(CachedCall call) {
    cachedCall = call;
  }

  public List<ClientRequest> followers() {
    return followers;
  }

  public void addFollower(ClientRequest follower) {
    if (followers.isEmpty()) {
      followers = new ArrayList<>(1);
    }
    followers.add(follower);
    follower.setUpstreamId(upstreamId());
    follower.upstream = upstream;
    follower.sent(sentAt());
    follower.lastActivity = lastActivity;
  }

  public void removeFollower(ClientRequest follower) {
    followers.remove(follower);
  }

  /** Hands the place in the upstream's table to the first follower, which keeps the others. */
  public ClientRequest promoteFollower() {
    ClientRequest heir = followers.remove(0);
    heir.followers = followers;
    followers = List.of();
    return heir;
  }

  /** Null when there is none that a peer could answer to; then it passes as it is. */
  private static RequestId progressToken(FrameView frame) {
    if (!frame.has(Field.META_PROGRESS_TOKEN)) {
      return null;
    }
    ValueType type = frame.type(Field.META_PROGRESS_TOKEN);
    boolean usable = type == ValueType.STRING || type == ValueType.NUMBER;
    return usable ? RequestId.copyOf(frame, Field.META_PROGRESS_TOKEN) : null;
  }
}
