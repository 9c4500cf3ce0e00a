package dev.mcpmux.netty.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.frame.FrameView;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.Changed;
import dev.mcpmux.netty.EndToEnd;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.config.HttpConfig;
import dev.mcpmux.netty.io.AwakeClock;
import dev.mcpmux.netty.io.BufferRoom;
import dev.mcpmux.netty.wire.Pipelines;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A project on a disk that does not answer. */
@ExtendWith(NoLeaks.class)
class HttpHangingRootsTest {

  private static final String WHY = "/nfs/a: ms without an answer: 5001 (limit: 5000)";

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final HungHost host = new HungHost();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void a_root_of_the_url_that_cannot_be_looked_up_is_refused_in_words_for_now() {
    connect(Optional.empty());

    String answer = initializeAt("/mcp/echo?root=/nfs/a");

    assertThat(answer).startsWith("HTTP/1.1 503 ").contains("retry-after: 1", "root: " + WHY);
    assertThat(host.roots).isEmpty();
  }

  @Test
  void a_root_of_the_config_that_cannot_be_looked_up_is_left_out() {
    connect(Optional.of(Path.of("/nfs/a")));

    initializeAt("/mcp/echo");

    assertThat(host.roots).containsExactly(Optional.empty());
  }

  @Test
  void a_failure_at_a_request_that_waited_for_its_turn_closes_the_connection() {
    connect(Optional.empty());
    host.hangs = true;
    initializeAt("/mcp/echo?root=/nfs/a");
    host.fails = true;
    initializeAt("/mcp/echo");

    host.answer();
    channel.runPendingTasks();

    assertThat(written()).startsWith("HTTP/1.1 503 ").contains("root: " + WHY);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void so_does_a_failure_at_one_whose_root_was_looked_up() {
    connect(Optional.of(Path.of("/nfs/a")));
    host.hangs = true;
    host.fails = true;
    initializeAt("/mcp/echo");

    host.answer();

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void a_body_that_waited_for_its_turn_and_has_no_room_is_refused_in_words() {
    connect(Optional.empty());
    host.hangs = true;
    initializeAt("/mcp/echo?root=/nfs/a");
    send(HttpEndToEnd.post("/mcp/echo", null, " ".repeat(1_200_000)));

    BufferRoom.limit(1);
    try {
      host.answer();
      channel.runPendingTasks();
    } finally {
      BufferRoom.limit(Long.MAX_VALUE);
    }

    assertThat(written())
        .contains("root: " + WHY, "HTTP/1.1 503 ", "bytes of all buffers: ", "(limit: 1)");
    assertThat(channel.config().isAutoRead()).as("what still comes is read").isTrue();
  }

  private void connect(Optional<Path> root) {
    HttpConfig any = HttpConfig.on(new InetSocketAddress("127.0.0.1", 0));
    HttpConfig config = root.isEmpty() ? any : Changed.of(any, Map.of("root", root));
    Limits limits = Limits.defaults();
    HttpFront front =
        new HttpFront(
            new AwakeClock(channel.eventLoop()),
            host,
            config,
            limits::maxFrameBytes,
            HttpEndToEnd.TOKEN);
    Pipelines.http(channel, Optional.empty(), front.newConnection(), limits);
    channel.pipeline().fireChannelActive();
  }

  private String initializeAt(String path) {
    send(HttpEndToEnd.post(path, null, EndToEnd.initialize()));
    return written();
  }

  private void send(String request) {
    channel.writeInbound(channel.alloc().buffer().writeBytes(request.getBytes(UTF_8)));
  }

  private String written() {
    StringBuilder answer = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      answer.append(part.toString(UTF_8));
      part.release();
    }
    return answer.toString();
  }

  /** Opens nothing, and tells with which roots it was to; may take its time, or fail. */
  private static final class HungHost implements SessionHost {

    @Override
    public void resumed(HttpSession session, SessionState before) {
      throw new AssertionError("nothing was kept");
    }

    @Override
    public byte[] keptSessions() {
      return null;
    }

    @Override
    public void keepSessions(Supplier<byte[]> file, boolean orNothing, Consumer<Boolean> then) {
      then.accept(true);
    }

    final List<Optional<String>> roots = new ArrayList<>();
    boolean hangs;
    boolean fails;
    private Consumer<String> unanswered;

    void answer() {
      unanswered.accept(WHY);
    }

    @Override
    public void findDirectory(Path path, Consumer<Boolean> told, Consumer<String> unknown) {
      if (hangs) {
        unanswered = unknown;
      } else {
        unknown.accept(WHY);
      }
    }

    @Override
    public Optional<CloseCause> open(HttpSession session, Target target, String root) {
      roots.add(Optional.ofNullable(root));
      if (fails) {
        throw new IllegalStateException("fails");
      }
      return Optional.of(new CloseCause("stopping", "opens nothing"));
    }

    @Override
    public void frame(HttpSession session, int stream, FrameView view, ByteBuf in, int index) {}

    @Override
    public void settle() {}

    @Override
    public boolean awaitsReply(HttpSession session, int stream) {
      return false;
    }

    @Override
    public void writabilityChanged(HttpSession session) {}
  }
}
