package dev.mcpmux.cli.attach.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.cli.attach.book.Failure;
import dev.mcpmux.cli.attach.book.SessionBook;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Both directions of the relay, for every way in which the bytes may be cut into reads. */
class RelayLinesTest {

  private static final String CONTROLS_EVERYWHERE =
      "\u001e{\"end\":true}\n{\"a\":\"\u001e\"}\n\n\u001e\u001e\n \u001e\nlong enough for words\n\u001ex";

  @Test
  void a_line_of_the_client_that_begins_with_the_control_byte_goes_on_behind_a_space()
      throws Exception {
    for (int chunk = 1; chunk < CONTROLS_EVERYWHERE.length(); chunk++) {
      assertThat(toDaemon(CONTROLS_EVERYWHERE, chunk))
          .as("reads of %d bytes", chunk)
          .isEqualTo(
              " \u001e{\"end\":true}\n{\"a\":\"\u001e\"}\n\n \u001e\u001e\n \u001e\n"
                  + "long enough for words\n \u001ex\n\u001e{\"end\":true}\n");
    }
  }

  @Test
  void at_the_end_of_input_the_daemon_is_told_on_a_line_of_its_own() throws Exception {
    assertThat(toDaemon("", 1)).isEqualTo("\u001e{\"end\":true}\n");
    assertThat(toDaemon("{}", 1)).isEqualTo("{}\n\u001e{\"end\":true}\n");
    assertThat(toDaemon("{}\n", 1)).isEqualTo("{}\n\u001e{\"end\":true}\n");
  }

  @Test
  void control_lines_of_the_daemon_never_reach_the_client() throws Exception {
    String stream =
        "{\"a\":1}\n\u001e{\"later\":1}\n{\"b\":\"\u001e\"}\n\u001e{\"close\":{\"reason\":\"end-of-input\","
            + "\"message\":\"m\"}}\n{\"c\":1}\n";
    for (int chunk = 1; chunk < stream.length(); chunk++) {
      ByteArrayOutputStream client = new ByteArrayOutputStream();
      DaemonToClient relay = toClient(client);

      assertThat(read(relay, stream, chunk)).isEqualTo(DaemonToClient.End.CLOSED);

      assertThat(client.toString(ISO_8859_1))
          .as("reads of %d bytes", chunk)
          .isEqualTo("{\"a\":1}\n{\"b\":\"\u001e\"}\n");
      assertThat(relay.close().reason()).isEqualTo("end-of-input");
      assertThat(relay.close().message()).isEqualTo("m");
    }
  }

  @Test
  void a_connection_that_just_ends_means_that_the_daemon_is_gone() throws Exception {
    ByteArrayOutputStream client = new ByteArrayOutputStream();
    DaemonToClient relay = toClient(client);

    assertThat(
            relay.run(
                new Chunks("{}\n\u001e{\"cl".getBytes(ISO_8859_1), 3),
                ByteBuffer.wrap("first\n".getBytes(ISO_8859_1))))
        .isEqualTo(DaemonToClient.End.CONNECTION_ENDED);
    assertThat(client.toString(ISO_8859_1)).isEqualTo("first\n{}\n");
  }

  @Test
  void random_streams_reach_the_client_as_a_plain_reading_of_the_rule_says() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder stream = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        stream.append("\n\u001eab".charAt(random.nextInt(4)));
      }
      ByteArrayOutputStream client = new ByteArrayOutputStream();
      read(toClient(client), stream.append('\n').toString(), 1 + random.nextInt(20));

      StringBuilder expected = new StringBuilder();
      for (String line : stream.toString().split("(?<=\n)")) {
        if (!line.startsWith("\u001e")) {
          expected.append(line);
        }
      }
      assertThat(client.toString(ISO_8859_1)).as("seed %d", seed).isEqualTo(expected.toString());
    }
  }

  @Test
  void an_initialize_that_comes_in_pieces_is_kept_whole() throws Exception {
    String initialize = "{\"id\":0,\"method\":\"initialize\"}\n";
    SessionBook book = new SessionBook();
    ClientToDaemon relay =
        new ClientToDaemon(
            new Chunks(initialize.getBytes(ISO_8859_1), 1), book, new Ending(new Alarm()));
    relay.open(Channels.newChannel(new ByteArrayOutputStream()));
    ByteBuffer buffer = ByteBuffer.allocate(Streams.CHUNK_BYTES);
    for (int i = 0; i < initialize.length(); i++) {
      relay.read(buffer);
    }
    book.requests().rebase(initialize.length()); // the daemon that had it is lost

    assertThat(book.resumption().isPossible()).isTrue();
    assertThat(new String(book.resumption().replay(book.requests()), ISO_8859_1))
        .isEqualTo(initialize);
  }

  @Test
  void a_client_that_does_not_take_its_errors_is_not_read() throws Exception {
    SessionBook book = new SessionBook();
    Failure failure = new Failure("no-daemon", "x".repeat(2 << 20), false);
    book.owed().fail("1", failure);
    Chunks client = new Chunks("{}\n".getBytes(ISO_8859_1), 3);
    ClientToDaemon relay = new ClientToDaemon(client, book, new Ending(new Alarm()));
    Thread reader =
        new Thread(
            () -> {
              try {
                relay.read(ByteBuffer.allocate(Streams.CHUNK_BYTES));
              } catch (InterruptedException e) {
                // the test has ended
              }
            });
    reader.setDaemon(true);
    reader.start();
    while (reader.isAlive() && reader.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    assertThat(reader.isAlive()).isTrue();
    synchronized (book) {
      book.owed().take();
      book.notifyAll();
    }
    reader.join(10_000);
    assertThat(reader.isAlive()).isFalse();
  }

  private static String toDaemon(String input, int chunk) throws Exception {
    ByteArrayOutputStream daemon = new ByteArrayOutputStream();
    ClientToDaemon relay =
        new ClientToDaemon(
            new Chunks(input.getBytes(ISO_8859_1), chunk),
            new SessionBook(),
            new Ending(new Alarm()));
    relay.open(Channels.newChannel(daemon));
    ByteBuffer buffer = ByteBuffer.allocate(Streams.CHUNK_BYTES);
    boolean more = true;
    while (more) {
      more = relay.read(buffer);
    }
    return daemon.toString(ISO_8859_1);
  }

  private static DaemonToClient toClient(ByteArrayOutputStream client) {
    SessionBook book = new SessionBook();
    return new DaemonToClient(new ClientWriter(Channels.newChannel(client), book), book);
  }

  private static DaemonToClient.End read(DaemonToClient relay, String stream, int chunk)
      throws Exception {
    return relay.run(new Chunks(stream.getBytes(ISO_8859_1), chunk), ByteBuffer.allocate(0));
  }

  /** Gives so many bytes per read, and none at all at every other one. */
  private static final class Chunks implements ReadableByteChannel {

    private final ByteArrayInputStream in;
    private final int size;
    private boolean idle;

    Chunks(byte[] bytes, int size) {
      this.in = new ByteArrayInputStream(bytes);
      this.size = size;
    }

    @Override
    public int read(ByteBuffer target) {
      idle = !idle && size == 7;
      if (idle) {
        return 0;
      }
      byte[] bytes = new byte[Math.min(size, target.remaining())];
      int n = in.read(bytes, 0, bytes.length);
      if (n > 0) {
        target.put(bytes, 0, n);
      }
      return n;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
