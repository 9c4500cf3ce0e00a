package dev.mcpmux.netty.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.meter.ServerLife;
import dev.mcpmux.core.meter.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageJournalTest {

  private static final Usage.Batch BATCH =
      new Usage.Batch(
          List.of(), List.of(new ServerLife.Time("s\u001b\n", 1, 0, 2_000_000, 3_000_000)));

  @TempDir private Path temporary;

  private Path directory() {
    return temporary.resolve("usage");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory())) {
      return all.toList();
    }
  }

  @Test
  void a_batch_is_a_file_of_lines_for_its_owner_alone() throws Exception {
    assertThat(new UsageJournal(directory()).write(BATCH)).isTrue();

    Path file = files().get(0);
    assertThat(files()).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file).lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("{\"version\":1,\"at\":"),
            second ->
                assertThat(second)
                    .isEqualTo(
                        "{\"server\":\"s\\u001B\\n\",\"sessions\":1,\"sessionMillis\":2,"
                            + "\"processMillis\":3}"));
  }

  @Test
  void it_tells_once_that_there_is_much_whoever_wrote_it() throws Exception {
    UsageJournal before = new UsageJournal(directory());
    for (int i = 0; i < UsageJournal.MANY_FILES - 1; i++) {
      before.write(BATCH);
    }
    UsageJournal journal = new UsageJournal(directory());

    assertThat(before.takeMuch()).isFalse();
    assertThat(journal.takeMuch()).isFalse();
    journal.write(BATCH);
    assertThat(journal.takeMuch()).isTrue();
    assertThat(journal.takeMuch()).isFalse();
    journal.write(BATCH);
    assertThat(journal.takeMuch()).isFalse();
  }

  @Test
  void where_nobody_reads_there_is_an_end_until_somebody_does() throws Exception {
    Files.createDirectories(directory());
    for (int i = 0; i < UsageJournal.MAX_FILES; i++) {
      Files.createFile(directory().resolve(i + ".jsonl"));
    }
    UsageJournal journal = new UsageJournal(directory());

    assertThat(journal.write(BATCH)).isFalse();
    assertThat(files()).hasSize(UsageJournal.MAX_FILES);
    Files.delete(directory().resolve("7.jsonl"));
    assertThat(journal.write(BATCH)).isTrue();
    assertThat(journal.write(BATCH)).isFalse();
  }

  @Test
  void while_there_is_no_room_it_asks_once_an_hour_to_be_read() throws Exception {
    Files.createDirectories(directory());
    Path large =
        Files.write(directory().resolve("0.jsonl"), new byte[(int) UsageJournal.MAX_BYTES]);
    AtomicLong now = new AtomicLong();
    UsageJournal journal = new UsageJournal(directory(), now::get);

    for (int hour = 0; hour < 3; hour++) {
      assertThat(journal.write(BATCH)).isFalse();
      assertThat(journal.takeMuch()).isTrue();
      now.addAndGet(UsageJournal.ASK_NANOS - 1);
      assertThat(journal.write(BATCH)).isFalse();
      assertThat(journal.takeMuch()).isFalse();
      now.addAndGet(1);
    }
    Files.delete(large);
    assertThat(journal.write(BATCH)).isTrue();
    assertThat(journal.takeMuch()).isFalse();
  }

  @Test
  void what_is_too_large_has_an_end_as_well() throws Exception {
    Files.createDirectories(directory());
    Path large =
        Files.write(directory().resolve("0.jsonl"), new byte[(int) UsageJournal.MAX_BYTES]);
    UsageJournal journal = new UsageJournal(directory());

    assertThat(journal.write(BATCH)).isFalse();
    Files.delete(large);
    assertThat(journal.write(BATCH)).isTrue();
  }

  @Test
  void what_is_in_its_way_costs_the_batch_alone() throws Exception {
    Files.writeString(directory(), "no directory");
    UsageJournal journal = new UsageJournal(directory());

    assertThat(journal.write(BATCH)).isFalse();
    Files.delete(directory());
    assertThat(journal.write(BATCH)).isTrue();
    assertThat(files()).hasSize(1);
  }
}
