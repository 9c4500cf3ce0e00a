package dev.mcpmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.api.Json;
import dev.mcpmux.core.api.session.McpSession;
import dev.mcpmux.core.api.session.SessionOptions;
import dev.mcpmux.netty.MuxClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in {@code docs/examples}: they compile without a warning, and do what they say. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../docs/examples");
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir Path classes;
  @TempDir Path home;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void compile() throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Writer said = new StringWriter();
    try (StandardJavaFileManager files =
            compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        Stream<Path> sources = Files.list(EXAMPLES)) {
      List<Path> all = sources.filter(path -> path.toString().endsWith(".java")).toList();
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-Xlint:all,-processing,-path",
                      "-Werror",
                      "--release",
                      "17",
                      "-d",
                      classes.toString(),
                      "-cp",
                      CLASS_PATH),
                  null,
                  files.getJavaFileObjectsFromPaths(all))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-cp", classes + ":" + CLASS_PATH));
    command.addAll(Arrays.asList(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", home.toString());
    builder.redirectError(home.resolve("stderr").toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static String output(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  @Test
  void the_first_example_greets() throws Exception {
    assertThat(output(run("Greeter"))).isEqualTo("Hello, Ada\n");
  }

  @Test
  void the_agent_calls_tools_of_a_program_and_of_an_object() throws Exception {
    Process agent =
        run("AgentLoop", JAVA, "-cp", CLASS_PATH, Main.class.getName(), "sample-server");

    assertThat(output(agent)).contains("maths__add -> 42\n", "notes__save -> saved\n", "kept: 42");
  }

  @Test
  void clients_that_attach_share_the_server_of_a_program() throws Exception {
    Process shared = run("SharedServer", home.toString());
    assertThat(shared.inputReader().readLine()).isEqualTo("listening");
    Process relay = run(Main.class.getName(), "attach", "--home", home.toString(), "counter");
    send(
        relay,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\","
            + "\"params\":{\"name\":\"count\",\"arguments\":{\"by\":41}}}");
    BufferedReader answers = relay.inputReader();
    assertThat(answers.readLine()).contains("\"id\":1", "Counts for all sessions together.");
    assertThat(answers.readLine()).contains("\"id\":2", "\"count\":41");

    try (McpSession session =
        MuxClient.connect(home.resolve("run/mcpmux.sock"), SessionOptions.server("counter"))
            .get(30, TimeUnit.SECONDS)) {
      assertThat(
              session
                  .callTool("count", Json.EMPTY_OBJECT)
                  .get(30, TimeUnit.SECONDS)
                  .structuredContent()
                  .get("count")
                  .number())
          .isEqualTo(42);
    }
    shared.destroy(); // its shutdown hook stops the server
    assertThat(shared.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(home.resolve("run/mcpmux.sock")).doesNotExist();
  }

  private static void send(Process relay, String... lines) throws IOException {
    Writer out = relay.outputWriter();
    out.write(String.join("\n", lines) + "\n");
    out.flush();
  }

  @Test
  void the_test_with_a_fake_server_passes() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> test = loader.loadClass("FakeServerTest");
      int count = 0;
      for (Method method : test.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          var constructor = test.getDeclaredConstructor();
          constructor.setAccessible(true);
          Object instance = constructor.newInstance();
          invoke(instance, "mount");
          invoke(instance, method.getName());
          invoke(instance, "stop");
          count++;
        }
      }
      assertThat(count).isEqualTo(2);
    }
  }

  private static void invoke(Object instance, String name) throws Exception {
    Method method = instance.getClass().getDeclaredMethod(name);
    method.setAccessible(true);
    try {
      method.invoke(instance);
    } catch (InvocationTargetException e) {
      throw new AssertionError(name + " failed", e.getCause());
    }
  }

  @Test
  void the_page_on_embedding_shows_code_of_the_examples() throws Exception {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path file : files.toList()) {
        sources.append(Files.readString(file));
      }
    }
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/embedding.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();

    assertThat(blocks)
        .isNotEmpty()
        .allSatisfy(each -> assertThat(unindented(sources.toString())).contains(unindented(each)));
  }

  private static String unindented(String text) {
    return text.replaceAll("(?m)^ +", "");
  }
}
