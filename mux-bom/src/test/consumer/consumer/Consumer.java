package consumer;

import dev.mcpmux.core.Mux;
import dev.mcpmux.core.config.MuxConfig;
import dev.mcpmux.netty.MuxServer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves nobody, and says as what the libraries were loaded. */
public final class Consumer {

  private Consumer() {}

  /** Needs no argument. */
  public static void main(String[] words) throws Exception {
    Path directory = Files.createTempDirectory("consumer");
    MuxServer server =
        MuxServer.builder(directory.resolve("mcpmux.sock"))
            .config(MuxConfig.empty())
            .logDirectory(directory.resolve("logs"))
            .stateDirectory(directory.resolve("state"))
            .build();
    server.start();
    server.stop().toCompletableFuture().join();
    System.out.println(Mux.class.getModule() + ", " + MuxServer.class.getModule());
  }
}
