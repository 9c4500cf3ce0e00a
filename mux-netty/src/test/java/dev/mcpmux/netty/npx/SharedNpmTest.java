package dev.mcpmux.netty.npx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpmux.netty.Await;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.process.ProcessFixture;
import dev.mcpmux.netty.process.ProcessLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a Node that reads questions and does with each what a test says, in its directory. */
class SharedNpmTest {

  @TempDir Path directory;

  private final Helper helper = new Helper();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private SharedNpm npm;
  private Path npx;

  @BeforeEach
  void open() throws Exception {
    Files.createDirectory(directory.resolve("state"));
    open(threads);
    npx = directory.resolve("npm/bin/npx-cli.js");
    Files.createDirectories(npx.getParent());
    executable(npx, "#!/usr/bin/env node\n");
    version("11.0.0");
    answerEach("answer '[\"'$spec'\",\"of all: '$spec'\"]'");
  }

  private void open(Executor executor) throws Exception {
    ProcessLedger ledger = new ProcessLedger(directory.resolve("state"));
    npm = new SharedNpm(() -> new NpmRun(ledger, helper, true), executor);
  }

  @AfterEach
  void close() {
    npm.stop();
    threads.shutdownNow();
    helper.shutdownNow();
  }

  @Test
  void one_npm_answers_those_who_ask_at_the_same_time() throws Exception {
    answerEach("wait_for go; answer '[\"'$spec'\",\"of all: '$spec'\"]'");
    CompletableFuture<String> a = ask(npm.asker(), question("a", Map.of()));
    CompletableFuture<String> b = ask(npm.asker(), question("@b/b@^1", Map.of()));
    CompletableFuture<String> again = ask(npm.asker(), question("a", Map.of()));
    Await.until("one is heard", () -> lines("heard").size() == 1);
    Files.createFile(directory.resolve("go"));

    assertThat(a.get(20, TimeUnit.SECONDS)).isEqualTo("of all: a");
    assertThat(b.get(20, TimeUnit.SECONDS)).isEqualTo("of all: @b/b@^1");
    assertThat(again.get(20, TimeUnit.SECONDS)).isEqualTo("of all: a");

    Await.until("it has ended by itself", () -> lines("starts").contains("end"));
    assertThat(lines("heard")).containsExactlyInAnyOrder("a", "@b/b@^1");
    assertThat(lines("starts")).containsExactly("all", "end");
  }

  @Test
  void one_who_differs_in_a_variable_has_an_npm_of_its_own() throws Exception {
    answerEach("wait_for go; answer '[\"'$spec'\",\"'$TOKEN'\"]'");
    CompletableFuture<String> a = ask(npm.asker(), question("a", Map.of("TOKEN", "1")));
    CompletableFuture<String> b = ask(npm.asker(), question("b", Map.of("TOKEN", "2")));
    Await.until("both run", () -> lines("starts").size() == 2);
    Files.createFile(directory.resolve("go"));

    assertThat(a.get(20, TimeUnit.SECONDS)).isEqualTo("1");
    assertThat(b.get(20, TimeUnit.SECONDS)).isEqualTo("2");
  }

  @Test
  void what_else_is_printed_is_no_answer() throws Exception {
    answerEach("echo '> npx'; printf '[\"a\"'; answer '[\"'$spec'\",\"it\"]'; echo '[]'");

    assertThat(ask("a")).isEqualTo("it");
  }

  @Test
  void what_it_cannot_answer_is_asked_for_itself() throws Exception {
    answerEach("answer '[\"'$spec'\"]'");

    assertThat(ask("a")).isEqualTo("alone: --package=a\n");
  }

  @Test
  void what_it_has_not_answered_at_its_end_is_asked_for_itself() throws Exception {
    answerEach("exit 1");

    assertThat(ask("a")).isEqualTo("alone: --package=a\n");
  }

  @Test
  void where_npm_fails_it_is_not_asked_again() throws Exception {
    answerEach("answer '[\"'$spec'\",null]'");

    assertThatThrownBy(() -> npm.asker().answer(question("a", Map.of())))
        .isInstanceOf(IOException.class)
        .hasMessage("npm has failed");
    assertThat(lines("starts")).doesNotContain("alone");
  }

  @Test
  void another_npm_is_asked_for_each() throws Exception {
    version("13.0.0");
    assertThat(ask("a")).isEqualTo("alone: --package=a\n");

    version("11.0.0");
    executable(npx, "#!/usr/bin/env -S node --no-warnings\n");
    assertThat(ask("a")).isEqualTo("alone: --package=a\n");
  }

  @Test
  void one_who_does_not_want_it_any_more_takes_nothing_from_another() throws Exception {
    // while a is not answered, npm is killed when the last one has its answer
    String answer = "answer '[\"'$spec'\",\"of all: '$spec'\"]'";
    answerEach("(wait_for go; [ $spec = a ] || wait_for said; " + answer + "; : > said) &");
    SharedNpm.Asker gone = npm.asker();
    CompletableFuture<String> a = ask(gone, question("a", Map.of()));
    CompletableFuture<String> b = ask(npm.asker(), question("b", Map.of()));
    Await.until("both are heard", () -> lines("heard").size() == 2);

    gone.kill();
    assertThat(a.get(20, TimeUnit.SECONDS)).isEqualTo("mcpmux is stopping");
    Files.createFile(directory.resolve("go"));

    assertThat(b.get(20, TimeUnit.SECONDS)).isEqualTo("of all: b");
    Await.until("npm has ended by itself", () -> lines("starts").contains("end"));
    assertThat(lines("starts")).containsExactly("all", "end");
  }

  @Test
  void the_last_one_who_does_not_want_it_ends_npm() throws Exception {
    answerEach("echo $$ > new; mv new pid; exec sleep 600");
    SharedNpm.Asker asker = npm.asker();
    CompletableFuture<String> answer = ask(asker, question("a", Map.of()));
    Await.until("it runs", () -> Files.exists(directory.resolve("pid")));

    asker.kill();

    long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    Await.until("it is gone", () -> !ProcessFixture.isAlive(pid));
    assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("mcpmux is stopping");
    assertThat(lines("starts")).doesNotContain("alone");
  }

  @Test
  void an_answer_does_not_wait_for_the_end_of_an_npm_that_somebody_else_asked() throws Exception {
    List<Runnable> held = new ArrayList<>();
    AtomicInteger begun = new AtomicInteger();
    Executor first =
        task -> {
          if (begun.getAndIncrement() == 0) {
            threads.execute(task);
          } else {
            held.add(task);
          }
        };
    open(first);
    answerEach("[ $spec = a ] || { wait_for go; answer '[\"b\",\"of all: b\"]'; }");
    SharedNpm.Asker gone = npm.asker();
    CompletableFuture<String> a = ask(gone, question("a", Map.of()));
    Await.until("the first is heard", () -> lines("heard").size() == 1);
    CompletableFuture<String> b = ask(npm.asker(), question("b", Map.of()));
    Await.until("both are heard", () -> lines("heard").size() == 2);
    gone.kill();
    assertThat(a.get(20, TimeUnit.SECONDS)).isEqualTo("mcpmux is stopping");
    Files.createFile(directory.resolve("go"));

    assertThat(b.get(20, TimeUnit.SECONDS)).isEqualTo("of all: b");
    assertThat(held).hasSize(1);
    held.get(0).run();
  }

  @Test
  void who_asks_when_there_is_an_answer_already_gets_one_of_now() throws Exception {
    answerEach(
        "if [ $spec = b ]; then (wait_for go; answer '[\"b\",\"it\"]') & else"
            + " answer '[\"a\",\"'$(cat now)'\"]'; fi");
    CompletableFuture<String> b = ask(npm.asker(), question("b", Map.of()));
    Await.until("npm is busy", () -> lines("heard").size() == 1);
    Files.writeString(directory.resolve("now"), "before");
    assertThat(ask("a")).isEqualTo("before");
    Files.writeString(directory.resolve("now"), "after");

    assertThat(ask("a")).isEqualTo("after");

    Files.createFile(directory.resolve("go"));
    assertThat(b.get(20, TimeUnit.SECONDS)).isEqualTo("it");
  }

  @Test
  void the_end_of_the_daemon_ends_npm() throws Exception {
    answerEach("echo $$ > new; mv new pid; exec sleep 600");
    ask(npm.asker(), question("a", Map.of()));
    Await.until("it runs", () -> Files.exists(directory.resolve("pid")));

    npm.stop();

    long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    Await.until("it is gone", () -> !ProcessFixture.isAlive(pid));
  }

  /** The Node of the tests, run with the words of {@link SharedNpm} or as {@code npx}. */
  private void answerEach(String script) throws IOException {
    String text =
        String.join(
            "\n",
            "#!/bin/sh",
            "answer() { printf '\\n%s\\n' \"$1\"; }",
            "wait_for() { while [ ! -e $1 ]; do sleep 0.01; done; }",
            "if [ \"$1\" != -e ]; then",
            "  echo alone >> starts",
            "  for word; do case $word in --package=*) echo \"alone: $word\";; esac; done",
            "  exit",
            "fi",
            "echo all >> starts",
            "while read -r spec; do",
            "  echo \"$spec\" >> heard",
            "  " + script,
            "done",
            "echo end >> starts",
            "");
    executable(directory.resolve("node"), text);
  }

  private void version(String version) throws IOException {
    Files.writeString(directory.resolve("npm/package.json"), "{\"version\": \"" + version + "\"}");
  }

  private NpmQuestion question(String spec, Map<String, String> variables) {
    Map<String, String> environment = new TreeMap<>(variables);
    environment.put("PATH", directory + ":/usr/bin:/bin");
    return new NpmQuestion(npx, spec, environment, directory);
  }

  private String ask(String spec) throws Exception {
    return ask(npm.asker(), question(spec, Map.of())).get(20, TimeUnit.SECONDS);
  }

  private CompletableFuture<String> ask(SharedNpm.Asker asker, NpmQuestion question) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return asker.answer(question);
          } catch (IOException e) {
            return e.getMessage();
          }
        },
        threads);
  }

  private List<String> lines(String file) {
    try {
      Path path = directory.resolve(file);
      return Files.exists(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
