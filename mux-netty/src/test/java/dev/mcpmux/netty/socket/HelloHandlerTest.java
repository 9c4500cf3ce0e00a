package dev.mcpmux.netty.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.SessionTraces;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.NoLeaks;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.wire.Hello;
import dev.mcpmux.netty.wire.RelayHello;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class HelloHandlerTest {

  private static final String HELLO = "{\"mcpmux\":1,\"attach\":{\"name\":\"a\"},\"cwd\":\"/\"}\n";
  private static final long TIMEOUT_MILLIS = 10_000;

  private final Helper helper = new Helper();
  private final FakeService service = new FakeService();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    helper.shutdownNow();
  }

  @Test
  void bytes_behind_the_hello_reach_the_session_however_they_are_cut() throws Exception {
    String input = HELLO + "first\nsecond\nhal";
    for (int chunk = 1; chunk <= input.length(); chunk++) {
      FakeService own = new FakeService();
      EmbeddedChannel connection = new EmbeddedChannel(handler(own, 1000));

      for (int at = 0; at < input.length(); at += chunk) {
        write(connection, input.substring(at, Math.min(at + chunk, input.length())));
      }
      awaitOpen(connection, own);
      write(connection, "f");

      assertThat(own.frames.toString()).as("chunks of %d", chunk).isEqualTo("first\nsecond\nhalf");
      connection.finishAndReleaseAll();
    }
  }

  @Test
  void reads_pause_until_the_session_is_open() throws Exception {
    service.answers = false;
    channel.pipeline().addLast(handler(service, 1000));

    write(channel, HELLO);
    awaitLookup();

    assertThat(channel.config().isAutoRead()).isFalse();
    service.lookup.run();
    assertThat(service.opened).isEqualTo(1);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void a_hello_over_the_limit_is_refused_with_both_numbers() {
    channel.pipeline().addLast(handler(service, 20));

    write(channel, "x".repeat(15));
    write(channel, "x".repeat(15));

    assertThat(answer())
        .isEqualTo(
            "{\"mcpmux\":1,\"error\":{\"reason\":\"bad-hello\",\"message\":\"hello bytes: 30"
                + " (limit: 20)\"}}\n");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void a_line_that_is_no_hello_is_refused() throws Exception {
    channel.pipeline().addLast(handler(service, 1000));

    write(channel, "GET / HTTP/1.1\r\nHost: a\r\n");

    awaitClosed(channel);
    assertThat(answer()).contains("\"reason\":\"bad-hello\"");
  }

  @Test
  void a_connection_that_says_nothing_is_closed() {
    EmbeddedChannel silent = new EmbeddedChannel(handler(service, 1000));

    silent.advanceTimeBy(TIMEOUT_MILLIS / 2, TimeUnit.MILLISECONDS); // the clock goes on beside
    silent.runScheduledPendingTasks();
    assertThat(silent.isOpen()).isTrue();

    silent.advanceTimeBy(TIMEOUT_MILLIS / 2, TimeUnit.MILLISECONDS);
    silent.runScheduledPendingTasks();
    assertThat(silent.isOpen()).isFalse();
    silent.finishAndReleaseAll();
  }

  @Test
  void one_that_says_nothing_and_has_a_descriptor_that_others_wait_for_is_closed_soon() {
    service.isShort = true;
    EmbeddedChannel silent = new EmbeddedChannel(handler(service, 1000));

    silent.advanceTimeBy(250, TimeUnit.MILLISECONDS);
    silent.runScheduledPendingTasks();

    assertThat(silent.isOpen()).isFalse();
    silent.finishAndReleaseAll();
  }

  @Test
  void a_hello_for_which_there_is_no_room_beside_others_is_refused() throws Exception {
    service.begun = 500_000;
    channel.pipeline().addLast(handler(service, 1000));

    write(channel, HELLO);

    awaitClosed(channel);
    assertThat(answer()).contains("\"reason\":\"busy\"", "bytes of hellos: ", "(limit: 500000)");
  }

  @Test
  void a_whole_hello_is_waited_for_however_long_we_need() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      helper.execute(() -> await(free));
    }
    EmbeddedChannel connection = new EmbeddedChannel(handler(service, 1000));
    write(connection, HELLO);

    connection.advanceTimeBy(2 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    connection.runScheduledPendingTasks();
    free.countDown();

    awaitOpen(connection, service);
    connection.finishAndReleaseAll();
  }

  @Test
  void a_connection_that_fails_as_it_is_opened_is_closed() throws Exception {
    service.fails = true;
    channel.pipeline().addLast(handler(service, 1000));

    write(channel, HELLO);

    awaitClosed(channel);
  }

  @Test
  void who_asks_whether_the_daemon_lives_is_told_its_pid() throws Exception {
    channel.pipeline().addLast(handler(service, 1000));

    write(channel, "{\"mcpmux\":1,\"control\":\"alive\"}\n");

    awaitClosed(channel);
    assertThat(answer())
        .isEqualTo("{\"mcpmux\":1,\"ok\":true,\"pid\":" + ProcessHandle.current().pid() + "}\n");
  }

  @Test
  void another_user_is_not_let_in() {
    service.own = false;

    EmbeddedChannel foreign = new EmbeddedChannel(handler(service, 1000));

    assertThat(foreign.isOpen()).isFalse();
    foreign.finishAndReleaseAll();
  }

  @Test
  void a_client_that_leaves_while_its_project_is_looked_up_is_forgotten() throws Exception {
    service.answers = false;
    channel.pipeline().addLast(handler(service, 1000));
    write(channel, HELLO + "first\n");
    awaitLookup();

    channel.close();
    service.lookup.run();

    assertThat(service.opened).isZero();
  }

  @Test
  void a_client_whose_project_cannot_be_looked_up_is_told_so() throws Exception {
    service.answers = false;
    channel.pipeline().addLast(handler(service, 1000));
    write(channel, HELLO + "first\n");
    awaitLookup();

    service.hangs.run();

    assertThat(answer())
        .isEqualTo(
            "{\"mcpmux\":1,\"error\":{\"reason\":\"lookup-failed\",\"message\":\"/nfs: ms without"
                + " an answer: 5001 (limit: 5000)\"}}\n");
    assertThat(channel.isOpen()).isFalse();
    assertThat(service.opened).isZero();
  }

  @Test
  void control_calls_are_told_apart() throws Exception {
    for (String call : List.of("status", "stop", "tap", "dance")) {
      EmbeddedChannel connection = new EmbeddedChannel(handler(service, 1000));
      String options = ",\"options\":{\"server\":\"a\"}";
      write(connection, "{\"mcpmux\":1,\"control\":\"" + call + "\"" + options + "}\n");
      awaitClosed(connection);
      connection.finishAndReleaseAll();
    }

    assertThat(service.calls).containsExactly("status", "stop", "tap {server=a}", "dance");
  }

  private HelloHandler handler(FakeService of, int maxHelloBytes) {
    return new HelloHandler(of, helper, maxHelloBytes, TIMEOUT_MILLIS);
  }

  private static void write(EmbeddedChannel to, String text) {
    to.writeInbound(to.alloc().buffer().writeBytes(text.getBytes(UTF_8)));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitLookup() throws Exception {
    Await.until(
        "the project is being looked up",
        () -> {
          channel.runPendingTasks();
          return service.lookup != null;
        });
  }

  private static void awaitClosed(EmbeddedChannel connection) throws Exception {
    Await.until(
        "the connection is closed",
        () -> {
          connection.runPendingTasks();
          return !connection.isOpen();
        });
  }

  private static void awaitOpen(EmbeddedChannel connection, FakeService of) throws Exception {
    Await.until(
        "the session is open",
        () -> {
          connection.runPendingTasks();
          return of.opened == 1;
        });
  }

  private String answer() {
    ByteBuf answer = channel.readOutbound();
    try {
      return answer.toString(UTF_8);
    } finally {
      answer.release();
    }
  }

  private static final class FakeService implements HelloHandler.Service {

    @Override
    public void refused(String reason, String message) {
      // the answer says it
    }

    final List<String> calls = new ArrayList<>();
    final StringBuilder frames = new StringBuilder();
    boolean answers = true;
    Runnable lookup;
    Runnable hangs;
    boolean own = true;
    boolean fails;
    int opened;
    int begun;
    boolean isShort;

    @Override
    public boolean isOwn(Channel channel) {
      return own;
    }

    @Override
    public boolean isShort(Channel channel) {
      return isShort;
    }

    @Override
    public Optional<String> begin(int bytes) {
      begun += bytes;
      return begun > 500_000
          ? Optional.of("bytes of hellos: " + begun + " (limit: 500000)")
          : Optional.empty();
    }

    @Override
    public void end(int bytes) {
      begun -= bytes;
    }

    @Override
    public Limits limits() {
      return Limits.defaults();
    }

    @Override
    public void refresh(Target target) {
      // there is no config
    }

    @Override
    public SessionTraces traces(Hello hello) {
      return SessionTraces.none();
    }

    @Override
    public void complete(
        Hello hello,
        SessionTraces traces,
        Consumer<SessionHello> completed,
        Consumer<String> unknown) {
      ProjectLookup.Found found =
          new ProjectLookup.Found(hello.cwd(), false, Set.of(), Set.of(), Map.of());
      lookup = () -> completed.accept(found.complete(hello, traces));
      hangs = () -> unknown.accept("/nfs: ms without an answer: 5001 (limit: 5000)");
      if (answers) {
        lookup.run();
      }
    }

    @Override
    public void open(Channel channel, SessionHello hello, RelayHello relay) {
      if (fails) {
        throw new NoClassDefFoundError("as when no descriptor is left");
      }
      opened++;
      channel
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                  ByteBuf bytes = (ByteBuf) message;
                  frames.append(bytes.toString(UTF_8));
                  bytes.release();
                }
              });
      channel.pipeline().remove(HelloHandler.class);
      channel.config().setAutoRead(true);
    }

    @Override
    public void tap(Channel channel, Map<String, String> options) {
      calls.add("tap " + options);
      channel.close();
    }

    @Override
    public void status(Channel channel) {
      calls.add("status");
      channel.close();
    }

    @Override
    public void stop(Channel channel) {
      calls.add("stop");
      channel.close();
    }

    @Override
    public void control(Channel channel, String call, Optional<String> server) {
      calls.add(call);
      channel.close();
    }
  }
}
