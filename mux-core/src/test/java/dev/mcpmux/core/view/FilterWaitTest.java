package dev.mcpmux.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.Aggregate;
import dev.mcpmux.core.config.Limits;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.core.config.Profile;
import dev.mcpmux.core.config.ServerConfig;
import dev.mcpmux.core.config.ToolFilter;
import dev.mcpmux.core.port.MuxListener;
import dev.mcpmux.core.port.SessionHello;
import dev.mcpmux.core.port.Target;
import dev.mcpmux.core.script.Frames;
import dev.mcpmux.core.script.RecordingActions;
import dev.mcpmux.core.script.Servers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A tool is denied, and a server removed, while requests wait for what that server lists. */
class FilterWaitTest {
  private static final int CLIENT = 1;
  private static final String LATE =
      "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"late\"}]}}";
  private static final String DROP =
      "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"drop\"}]}}";
  private static final ToolFilter NO_DROP = new ToolFilter(List.of(), List.of("drop"));

  private final RecordingActions actions = new RecordingActions();
  private final List<String> told = new ArrayList<>();

  /** What has reached the servers. */
  private final List<String> calls = new ArrayList<>();

  private final Mux mux =
      new Mux(config(ToolFilter.none(), "s", "slow"), actions, MuxListener.NONE);

  private static MuxConfig config(ToolFilter tools, String... servers) {
    Map<String, ServerConfig> configs = new LinkedHashMap<>();
    for (String name : servers) {
      ServerConfig plain = Servers.plain(name);
      configs.put(
          name, new ServerConfig(name, plain.launch(), plain.sharing(), plain.life(), tools));
    }
    return of(configs, List.of(servers));
  }

  private static MuxConfig of(Map<String, ServerConfig> servers, List<String> few) {
    Map<String, ToolFilter> tools = new LinkedHashMap<>();
    few.forEach(name -> tools.put(name, ToolFilter.none()));
    return new MuxConfig(
        servers,
        Limits.defaults().withoutCatalog(),
        MuxConfig.Rules.none(),
        Set.of(),
        new Aggregate("__", false, Set.of(), Map.of("few", new Profile(tools))));
  }

  @Test
  void a_list_that_waits_for_the_one_does_not_show_what_is_denied_of_the_other() {
    given_a_client_that_waits_for_the_list_of_the_slow_server();

    mux.reconfigure(config(NO_DROP, "s"), 0);
    take();

    assertThat(told).filteredOn(frame -> frame.contains("\"id\":7")).hasSize(1);
    assertThat(told).noneMatch(frame -> frame.contains("drop"));
  }

  @Test
  void a_call_that_waits_for_a_list_does_not_reach_what_is_denied_before_it_comes() {
    given_a_client_that_waits_for_the_list_of_both("tools/call", "\"name\":\"s__drop\"");

    mux.reconfigure(config(NO_DROP, "s"), 0);
    fromServer(1, DROP);
    take();

    assertThat(calls).isEmpty();
    assertThat(told).anyMatch(frame -> frame.contains("Unknown tool: s__drop"));
  }

  @Test
  void nor_does_that_of_a_client_whose_input_has_ended() {
    given_a_client_that_waits_for_the_list_of_both("tools/call", "\"name\":\"s__drop\"");
    mux.onSessionInputEnd(CLIENT, 0);

    mux.reconfigure(config(NO_DROP, "s", "slow"), 0);
    fromServer(1, DROP);
    take();

    assertThat(calls).isEmpty();
    assertThat(told).anyMatch(frame -> frame.contains("\"id\":7"));
  }

  @Test
  void nor_does_it_reach_what_leaves_the_profile() {
    given_a_client_that_waits_for_the_list_of_both("tools/call", "\"name\":\"s__drop\"");

    mux.reconfigure(of(config(ToolFilter.none(), "s", "slow").servers(), List.of()), 0);
    fromServer(1, DROP);
    take();

    assertThat(calls).isEmpty();
    assertThat(told).anyMatch(frame -> frame.contains("\"id\":7") && frame.contains("error"));
  }

  @Test
  void a_client_whose_input_has_ended_is_shown_nothing_of_a_server_that_was_removed() {
    given_a_client_that_waits_for_the_list_of_the_slow_server();
    mux.onSessionInputEnd(CLIENT, 0);

    mux.reconfigure(config(ToolFilter.none(), "slow"), 0);
    fromServer(2, LATE);
    take();

    assertThat(told)
        .filteredOn(frame -> frame.contains("\"id\":7"))
        .singleElement()
        .asString()
        .contains("slow__late")
        .doesNotContain("drop");
  }

  private void given_a_client_that_waits_for_the_list_of_the_slow_server() {
    given_a_client_that_waits_for_the_list_of_both("tools/list", "");
    fromServer(1, DROP);
    take();
    assertThat(told).noneMatch(frame -> frame.contains("\"id\":7"));
  }

  private void given_a_client_that_waits_for_the_list_of_both(String method, String params) {
    mux.onStateLoaded("traits", null, 0);
    mux.onSessionOpen(
        CLIENT, new SessionHello(new Target.All(List.of(), false, "few"), "/p", Map.of()), 0);
    fromClient(
        "0,\"method\":\"initialize\"", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}");
    for (int server = 1; server <= 2; server++) {
      mux.onUpstreamStarted(server, 0);
      fromServer(
          server,
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
              + "\"capabilities\":{\"tools\":{\"listChanged\":true}}}}");
    }
    fromClient("7,\"method\":\"" + method + "\"", params);
  }

  private void fromClient(String idAndMethod, String params) {
    mux.onSessionFrame(
        CLIENT,
        Mux.MAIN_STREAM,
        Frames.scan("{\"jsonrpc\":\"2.0\",\"id\":" + idAndMethod + ",\"params\":{" + params + "}}"),
        0);
  }

  private void fromServer(int number, String frame) {
    mux.onUpstreamFrame(number, Frames.scan(frame), 0);
  }

  private void take() {
    for (RecordingActions.Effect effect = actions.poll(); effect != null; effect = actions.poll()) {
      if (effect instanceof RecordingActions.ToSession to) {
        told.add(to.frame());
      } else if (effect instanceof RecordingActions.ToUpstream to
          && to.frame().contains("tools/call")) {
        calls.add(to.frame());
      }
    }
  }
}
