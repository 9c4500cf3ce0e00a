package dev.mcpmux.netty.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.port.ProcessLaunch;
import dev.mcpmux.netty.files.PrivateFiles;
import dev.mcpmux.netty.files.StateFiles;
import dev.mcpmux.netty.io.Helper;
import dev.mcpmux.netty.npx.FakeNpm;
import dev.mcpmux.netty.npx.Unwrapper;
import dev.mcpmux.netty.npx.Unwrapper.Preparation;
import dev.mcpmux.netty.process.ProcessLedger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLinkTest {

  @TempDir Path directory;

  private final Helper helper = new Helper();
  private FakeNpm npm;
  private Unwrapper unwrapper;
  private ProcessLink link;

  @BeforeEach
  void open() throws Exception {
    Path state = PrivateFiles.createDirectory(directory.resolve("state"));
    npm = new FakeNpm(directory, "@1.0.0");
    unwrapper =
        new Unwrapper(new StateFiles(state), new ProcessLedger(state), helper, server -> true);
    CompletableFuture<Optional<ProcessLaunch>> answer = new CompletableFuture<>();
    Optional<Preparation> begun = unwrapper.prepare("a", npm.launch, answer::complete);
    assertThat(begun).isPresent();
    assertThat(answer.get(30, TimeUnit.SECONDS)).isPresent();
    link = new ProcessLink(1, "a", npm.launch, unwrapper);
    link.runs(null, true);
  }

  @AfterEach
  void close() {
    unwrapper.stop();
    helper.shutdownNow();
  }

  @Test
  void what_ends_by_itself_before_it_is_ready_is_run_by_npx_the_next_time() {
    link.ended();

    assertThat(unwrapper.direct("a", npm.launch)).isEmpty();
  }

  @Test
  void a_failure_of_ours_is_not_taken_for_one_of_the_program() {
    link.fail();

    link.ended();

    assertThat(unwrapper.direct("a", npm.launch)).isPresent();
  }
}
