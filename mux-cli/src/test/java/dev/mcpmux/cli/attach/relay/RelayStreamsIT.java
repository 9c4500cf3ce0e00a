package dev.mcpmux.cli.attach.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.Installation;
import dev.mcpmux.cli.RelayKind;
import dev.mcpmux.cli.text.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through a relay, byte for byte, whoever does not read for a while. */
@ParameterizedClass
@EnumSource(RelayKind.class)
class RelayStreamsIT {

  private static final String OPEN = "{\"mcpmux\":1,\"ok\":true}\n";
  private static final String CLOSE = "\u001e{\"close\":{\"reason\":\"end-of-input\"}}\n";
  private static final String END = "\u001e{\"end\":true}\n";
  private static final int MORE_THAN_ALL_BUFFERS = 3 << 20;
  private static final long BOUND_SECONDS = 60;

  @Parameter private RelayKind kind;
  @TempDir private Path directory;
  private Installation mcpmux;
  private FakeDaemon daemon;
  private Process relay;

  @BeforeEach
  void listen() throws Exception {
    mcpmux = new Installation(kind, directory);
    daemon = new FakeDaemon(directory);
  }

  @AfterEach
  void end() throws Exception {
    daemon.close();
    if (relay != null) {
      relay.destroyForcibly();
    }
  }

  @ParameterizedTest(name = "the client reads first: {0}")
  @ValueSource(booleans = {true, false})
  void a_side_that_does_not_read_holds_up_its_own_direction_only(boolean clientFirst)
      throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String up = lines(random, MORE_THAN_ALL_BUFFERS);
    String down = lines(random, MORE_THAN_ALL_BUFFERS);
    relay = mcpmux.builder("attach", "a").start();
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(OPEN);
      CompletableFuture<Void> sending = async(() -> send(session.channel(), down, seed));
      CompletableFuture<Void> writing =
          async(
              () -> {
                try (OutputStream stdin = relay.getOutputStream()) {
                  write(stdin, up, seed);
                }
              });

      String toClient = "";
      if (clientFirst) {
        toClient =
            new String(relay.getInputStream().readNBytes(expected(down).length()), ISO_8859_1);
      }
      String toDaemon = readToEnd(session.channel());
      CompletableFuture<Void> closing =
          async(
              () -> {
                sending.join();
                session.send(CLOSE);
              });
      if (!clientFirst) {
        toClient = new String(relay.getInputStream().readAllBytes(), ISO_8859_1);
      }

      writing.get(BOUND_SECONDS, SECONDS);
      closing.get(BOUND_SECONDS, SECONDS);
      assertThat(toDaemon.equals(escaped(up) + END)).as("to the daemon, seed %d", seed).isTrue();
      assertThat(toClient.equals(expected(down))).as("to the client, seed %d", seed).isTrue();
    }
  }

  @Test
  void streams_in_small_pieces_are_cut_by_their_lines_alone() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String up = lines(random, 300);
    String down = lines(random, 300);
    relay = mcpmux.builder("attach", "a").start();
    OutputStream stdin = relay.getOutputStream();
    try (FakeDaemon.Session session = daemon.accept()) {
      for (char c : OPEN.toCharArray()) {
        session.send("" + c);
      }
      for (int i = 0; i < 300; i++) {
        stdin.write(up.charAt(i));
        stdin.flush();
        session.send("" + down.charAt(i));
      }
      stdin.close();
      String toDaemon = readToEnd(session.channel());
      session.send((down.endsWith("\n") ? "" : "\n") + CLOSE);

      assertThat(toDaemon)
          .as("seed %d", seed)
          .isEqualTo(escaped(up) + (up.endsWith("\n") ? "" : "\n") + END);
      assertThat(new String(relay.getInputStream().readAllBytes(), ISO_8859_1))
          .as("seed %d", seed)
          .isEqualTo(expected(down.endsWith("\n") ? down : down + "\n"));
      assertThat(relay.waitFor()).isZero();
    }
  }

  @Test
  void an_environment_of_a_megabyte_arrives_whole_and_as_it_was() throws Exception {
    for (int i = 0; i < 10; i++) {
      mcpmux.with("LONG_" + i, ("" + i).repeat(100_000));
    }
    mcpmux.with("ODD", "\"\\\n\u0001\u007f é\u4e2d\uD83D\uDE00=").with("EMPTY", "");
    relay = mcpmux.builder("attach", "--", "é", "", "a\"b").start();
    try (FakeDaemon.Session session = daemon.accept()) {
      String hello = session.hello();

      assertThat(RawJson.find(hello, "attach")).isEqualTo("{\"command\":[\"é\",\"\",\"a\\\"b\"]}");
      assertThat(RawJson.string(hello, "env", "LONG_9")).isEqualTo("9".repeat(100_000));
      assertThat(RawJson.string(hello, "env", "ODD"))
          .isEqualTo("\"\\\n\u0001\u007f é\u4e2d\uD83D\uDE00=");
      assertThat(RawJson.string(hello, "env", "EMPTY")).isEmpty();
      assertThat(RawJson.find(hello, "pid")).isEqualTo(Long.toString(relay.pid()));
    }
  }

  @Test
  void bytes_that_are_not_UTF_8_arrive_as_they_were_in_version_2() throws Exception {
    relay =
        new ProcessBuilder(
                "sh",
                "-c",
                "odd=$(printf 'a\\377\\303b\\355\\240\\200\\342\\202\\254'); mkdir \"$1/$odd\"; cd \"$1/$odd\";"
                    + " ODD=$odd exec \"$0\" attach --home \"$1\" -- \"$odd\"",
                kind.launcher().toString(),
                directory.toString())
            .start();
    try (FakeDaemon.Session session = daemon.accept()) {
      String odd = "a\\udcff\\udcc3b\\udced\\udca0\\udc80\u20ac\"";

      assertThat(RawJson.find(session.hello(), "mcpmux")).isEqualTo("2");
      assertThat(RawJson.find(session.hello(), "env", "ODD")).isEqualTo("\"" + odd);
      assertThat(RawJson.find(session.hello(), "attach", "command")).isEqualTo("[\"" + odd + "]");
      assertThat(RawJson.find(session.hello(), "cwd"))
          .isEqualTo("\"" + directory.toRealPath() + "/" + odd);
    }
  }

  @Test
  void all_servers_are_asked_for_with_the_names_that_were_given() throws Exception {
    relay = mcpmux.builder("attach", "--only", "b,é").start();
    try (FakeDaemon.Session session = daemon.accept()) {
      assertThat(RawJson.find(session.hello(), "attach"))
          .isEqualTo("{\"all\":true,\"only\":[\"b\",\"é\"]}");
    }
  }

  @Test
  void a_stdin_that_is_closed_is_one_at_its_end() throws Exception {
    // a JVM gives the number of a closed stream to the next file that it opens
    Assumptions.assumeTrue(kind != RelayKind.JAVA);
    relay =
        new ProcessBuilder(
                "sh",
                "-c",
                "exec \"$0\" attach --home \"$1\" a <&-",
                kind.launcher().toString(),
                directory.toString())
            .start();
    try (FakeDaemon.Session session = daemon.accept()) {
      session.send(OPEN);

      assertThat(readToEnd(session.channel())).isEqualTo(END);
    }
  }

  /** Random lines; some look like control lines. Ends with a line end. */
  private static String lines(Random random, int length) {
    StringBuilder text = new StringBuilder(length + 1);
    while (text.length() < length - 1) {
      switch (random.nextInt(length > 1000 ? 40 : 4)) {
        case 0 -> text.append('\n');
        case 1 -> text.append('\u001e');
        case 2 -> text.append(" \n\u001e");
        default -> text.append("x".repeat(1 + random.nextInt(length > 1000 ? 4000 : 4)));
      }
    }
    text.setLength(length - 1);
    return text.append('\n').toString();
  }

  /** What the daemon gets of a client's lines. */
  private static String escaped(String lines) {
    return (lines.startsWith("\u001e") ? " " : "") + lines.replace("\n\u001e", "\n \u001e");
  }

  /** What the client gets of a daemon's lines. */
  private static String expected(String lines) {
    StringBuilder text = new StringBuilder(lines.length());
    for (String line : lines.split("(?<=\n)")) {
      if (!line.startsWith("\u001e")) {
        text.append(line);
      }
    }
    return text.toString();
  }

  /** All that the daemon gets; the end of input is the only control line in it. */
  private static String readToEnd(SocketChannel channel) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    String tail = "\n";
    while (!tail.endsWith("\n" + END) && channel.read(buffer.clear()) >= 0) {
      bytes.write(buffer.array(), 0, buffer.position());
      String read = new String(buffer.array(), 0, buffer.position(), ISO_8859_1);
      tail = (tail + read).substring(Math.max(0, tail.length() + read.length() - 100));
    }
    return bytes.toString(ISO_8859_1);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static CompletableFuture<Void> async(Work work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
                done.complete(null);
              } catch (IOException e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static void send(SocketChannel channel, String text, long seed) throws IOException {
    Random random = new Random(seed);
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    while (bytes.hasRemaining()) {
      int piece = Math.min(bytes.remaining(), 1 + random.nextInt(100_000));
      Streams.write(channel, bytes.slice(bytes.position(), piece));
      bytes.position(bytes.position() + piece);
    }
  }

  private static void write(OutputStream out, String text, long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; ) {
      int piece = Math.min(bytes.length - at, 1 + random.nextInt(100_000));
      out.write(bytes, at, piece);
      at += piece;
    }
  }
}
