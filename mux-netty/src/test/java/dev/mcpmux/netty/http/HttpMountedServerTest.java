package dev.mcpmux.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.server.McpServer;
import dev.mcpmux.core.api.server.ServerMount;
import dev.mcpmux.core.api.server.Tool;
import dev.mcpmux.core.api.server.ToolResult;
import dev.mcpmux.netty.MuxServerBuilder;
import dev.mcpmux.netty.http.RawHttp.Response;
import org.junit.jupiter.api.Test;

/** Clients over HTTP and a server that is an object. */
class HttpMountedServerTest extends HttpEndToEnd {

  @Override
  public void choose(MuxServerBuilder builder) {
    super.choose(builder);
    McpServer notes =
        McpServer.named("notes", "1")
            .tool(
                Tool.named("work"),
                (arguments, call) -> {
                  call.progress(1, 2, "half");
                  return ToolResult.text("done for " + arguments.get("mark").text());
                });
    builder.mount("notes", ServerMount.of(notes));
  }

  @Test
  void progress_and_answer_come_on_the_stream_of_the_call() throws Exception {
    start();
    Response opened = exchange(post("/mcp/notes", null, initialize()));
    String session = opened.header("mcp-session-id");
    exchange(post("/mcp/notes", session, initialized()));

    RawHttp stream = connect();
    stream
        .send(post("/mcp/notes", session, call("7", "work", "\"mark\":\"m1\"", "\"token\"")))
        .response();

    assertThat(stream.event()).endsWith("data: "); // where it could be resumed
    assertThat(stream.event()).contains("\"progressToken\":\"token\"", "half");
    assertThat(stream.event()).contains("\"id\":7", "done for m1");
  }

  @Test
  void an_object_is_found_by_what_its_tools_do() throws Exception {
    start();
    Response opened = exchange(post("/mcp?view=find", null, initialize()));
    String session = opened.header("mcp-session-id");
    exchange(post("/mcp?view=find", session, initialized()));

    Response answer =
        exchange(
            post(
                "/mcp?view=find",
                session,
                call(
                    "7",
                    "call_tool",
                    "\"name\":\"notes__work\",\"arguments\":{\"mark\":\"m2\"}",
                    null)));

    assertThat(answer.body()).contains("\"id\":7", "done for m2");
  }
}
