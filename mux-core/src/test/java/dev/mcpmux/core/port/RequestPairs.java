package dev.mcpmux.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.frame.Field;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.frame.RequestId;
import java.util.HashSet;
import java.util.Set;

/** Each end of a request is that of one that has begun, known by its session, server and id. */
public final class RequestPairs extends PassingListener {

  private record Request(int session, String server, RequestId id) {}

  private final Set<Request> open = new HashSet<>();
  private Request last;
  private RequestId ending;

  public RequestPairs(MuxListener next) {
    super(next);
  }

  @Override
  public byte requestBegun(int session, String server, FrameView request) {
    last = new Request(session, server, RequestId.copyOf(request, Field.ID));
    assertThat(open.add(last)).as("%s begins once", last).isTrue();
    return super.requestBegun(session, server, request);
  }

  @Override
  public void requestEnding(RequestId id, FrameView reply) {
    assertThat(ending).as("what ends").isNull();
    ending = id;
    super.requestEnding(id, reply);
  }

  @Override
  public void requestEnded(
      int session, int upstream, String server, byte mark, CallEnd how, long bytes, long nanos) {
    Request ended = ending == null ? last : new Request(session, server, ending);
    assertThat(open.remove(ended)).as("%s was open", ended).isTrue();
    ending = null;
    super.requestEnded(session, upstream, server, mark, how, bytes, nanos);
  }
}
