package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.Scope;
import dev.mcpmux.netty.config.Transport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A session that one daemon had open goes on at the next. */
@ExtendWith(NoLeaks.class)
@ParameterizedClass
@EnumSource(Transport.class)
class ResumeEndToEndTest extends EndToEnd {

  private static final Pattern VALUE = Pattern.compile("\u001e\\{\"resume\":(\".*\")}");
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"tools/list\"}";

  private final BlockingQueue<Long> relays = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> resumed = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> heard = new LinkedBlockingQueue<>();

  @Override
  public void choose(MuxServerBuilder builder) {
    builder.mount(
        "own",
        ServerMount.of(
            connection -> {
              heard.add(connection.isHeard());
              resumed.add(connection.isResumed());
              relays.add(connection.relay());
              return McpServer.named("own", "1");
            }),
        Scope.SESSION);
  }

  @Test
  void a_relay_gets_what_resumes_its_session_before_the_answer_that_it_belongs_to()
      throws Exception {
    start(Limits.defaults());
    TestClient client = relay(ECHO, "");

    client.send(initialize());

    assertThat(value(client.line())).contains("2025-11-25");
    assertThat(client.line()).contains("\"id\":\"init\"");
  }

  @Test
  void a_relay_that_does_not_resume_gets_nothing_of_it() throws Exception {
    start(Limits.defaults());
    TestClient client = attach(ECHO);

    client.send(initialize());

    assertThat(client.line()).contains("\"id\":\"init\"");
  }

  @Test
  void a_session_goes_on_at_the_next_daemon_as_if_nothing_had_been() throws Exception {
    start(Limits.defaults());
    TestClient client = relay(ECHO, "");
    client.send(initialize());
    String value = value(client.line());
    client.line();
    client.send(initialized());
    client.send(call("1", "echo", "\"a\":1", null));
    assertThat(client.line()).contains("\"echo\"");
    restart();

    TestClient again = relay(ECHO, ",\"resume\":" + value);
    again.send(call("2", "echo", "\"a\":2", null), call("3", "echo", "\"a\":3", null));

    String both = frame(again) + frame(again);
    assertThat(both).contains("\"id\":2", "\"id\":3").doesNotContain("mcpmux-resume");
    assertThat(status().sessions()).singleElement().matches(s -> s.client().equals("test 1"));
  }

  @Test
  void a_session_with_all_servers_goes_on_too() throws Exception {
    start(Limits.defaults());
    TestClient client = relay("{\"all\":true}", "");
    client.send(initialize());
    String value = value(client.line());
    restart();

    TestClient again = relay("{\"all\":true}", ",\"resume\":" + value);
    again.send(call("2", "echo__echo", "", null));

    assertThat(frame(again)).contains("\"id\":2");
  }

  @Test
  void a_mounted_server_knows_that_no_client_reads_what_it_says_of_itself_again() throws Exception {
    for (String target : List.of("{\"name\":\"own\"}", "{\"all\":true}")) {
      start(Limits.defaults());
      TestClient client = relay(target, "");
      client.send(initialize());
      String value = value(client.line());
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isTrue();
      assertThat(resumed.poll(30, TimeUnit.SECONDS)).isFalse();
      restart();

      relay(target, ",\"resume\":" + value);

      assertThat(heard.poll(30, TimeUnit.SECONDS)).isFalse();
      assertThat(resumed.poll(30, TimeUnit.SECONDS)).isTrue();
      server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_process_that_the_kernel_calls_otherwise_is_not_known() throws Exception {
    assumeThat(transport).isEqualTo(Transport.EPOLL);
    start(Limits.defaults());

    assertThat(relaySaying(1)).isZero();
  }

  @Test
  void a_process_is_known_that_connects_itself_or_has_a_child_connect() throws Exception {
    start(Limits.defaults());
    ProcessHandle own = ProcessHandle.current();

    assertThat(relaySaying(own.pid())).isEqualTo(own.pid());
    long parent = own.parent().orElseThrow().pid();
    assertThat(relaySaying(parent)).isEqualTo(parent);
  }

  /** Which process a mounted server takes a session to come from whose hello names this one. */
  private long relaySaying(long pid) throws Exception {
    TestClient client = attachSaying("{\"name\":\"own\"}", ",\"pid\":" + pid);
    client.send(initialize());
    Long relay = relays.poll(30, TimeUnit.SECONDS);
    assertThat(relay).isNotNull();
    return relay;
  }

  @Test
  void the_server_that_cannot_be_had_costs_its_requests_and_not_the_session() throws Exception {
    start(Limits.defaults());
    TestClient client = relay(ECHO, "");
    client.send(initialize());
    String value = value(client.line());
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    start(Limits.defaults());
    TestClient again = relay("{\"command\":[\"" + directory + "/later\"]}", ",\"resume\":" + value);

    again.send(String.format(LIST, 1));
    assertThat(again.line()).contains("\"id\":1", "\"error\"", "later");
    again.send("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}");
    assertThat(again.line()).contains("\"id\":\"p\"", "\"result\"");
    again.send(String.format(LIST, 2));
    assertThat(again.line()).contains("\"id\":2", "\"error\"", "later");
    again.send("[" + String.format(LIST, 3) + "]");
    assertThat(again.line()).contains("\"id\":3", "\"error\"", "later");
  }

  @Test
  void a_value_opens_nothing_that_its_hello_would_not_open() throws Exception {
    start(Limits.defaults());
    TestClient client = relay(ECHO, "");
    client.send(initialize());
    String value = value(client.line());

    assertThatThrownBy(() -> relay("{\"name\":\"other\"}", ",\"resume\":" + value))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown-server");
  }

  @Test
  void a_value_of_another_version_is_refused_by_name() throws Exception {
    start(Limits.defaults());

    assertThatThrownBy(() -> relay(ECHO, ",\"resume\":\"{\\\"v\\\":9}\""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown-resume")
        .hasMessageContaining("version 9 (supported: 1)");
  }

  @Test
  void two_sessions_from_one_value_have_nothing_of_each_other() throws Exception {
    start(Limits.defaults());
    TestClient client = relay(ECHO, "");
    client.send(initialize());
    String value = value(client.line());
    client.line();

    TestClient copy = relay(ECHO, ",\"resume\":" + value);
    copy.send(call("1", "echo", "\"whose\":\"copy\"", null));
    client.send(call("1", "echo", "\"whose\":\"own\"", null));

    assertThat(frame(copy)).contains("copy");
    assertThat(frame(client)).contains("own");
  }

  @Test
  void a_ping_is_answered_at_once_also_while_the_session_is_being_resumed() throws Exception {
    start(Limits.defaults());
    TestClient client = relay(ECHO, "");
    client.send("\u001e{\"ping\":12}");
    assertThat(client.line()).isEqualTo("\u001e{\"pong\":12}");
    client.send(initialize());
    String value = value(client.line());
    TestClient silent = relay("{\"command\":[\"/bin/sleep\",\"60\"]}", ",\"resume\":" + value);

    silent.send(String.format(LIST, 1));
    silent.send("\u001e{\"ping\":13}");

    assertThat(silent.line()).isEqualTo("\u001e{\"pong\":13}");
  }

  @Test
  void what_waits_for_a_resumed_session_is_bounded_and_said() throws Exception {
    start(Limits.defaults());
    TestClient client = relay(ECHO, "");
    client.send(initialize());
    String value = value(client.line());
    TestClient silent = relay("{\"command\":[\"/bin/sleep\",\"60\"]}", ",\"resume\":" + value);

    for (int id = 0; id < 257; id++) {
      silent.send(String.format(LIST, id));
    }

    assertThat(silent.line()).contains("\"id\":256", "try again");
    silent.send("[" + String.format(LIST, 257) + ", " + String.format(LIST, "\"b\"") + "]");
    assertThat(silent.line()).contains("\"id\":257", "try again");
    assertThat(silent.line()).contains("\"id\":\"b\"", "try again");
  }

  private void restart() throws Exception {
    server.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    start(Limits.defaults());
  }

  /** A relay of today; more are members of its hello. */
  private TestClient relay(String target, String more) throws Exception {
    return attachSaying(target, ",\"resumes\":1" + more);
  }

  /** The next line that is no control line. */
  private static String frame(TestClient client) throws Exception {
    String line = client.line();
    while (line.startsWith("\u001e")) {
      line = client.line();
    }
    return line;
  }

  /** The JSON string that a control line has. */
  private static String value(String line) {
    Matcher matcher = VALUE.matcher(line);
    assertThat(line).matches(VALUE);
    assertThat(matcher.matches()).isTrue();
    return matcher.group(1);
  }
}
