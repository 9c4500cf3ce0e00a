package dev.mcpmux.cli.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever many sessions of many projects do, each sees what it may see, and nothing else. */
class ScopesTest {

  private static final int STEPS = 3_000;
  private static final String[] WORDS = {
    "red", "green", "blue", "black", "white", "title", "AND", "a\u0000b", "x\uD800", "\uD83D\uDE00"
  };

  @TempDir private Path directory;

  /** What must hold, said another way than the statements do. */
  private record Known(String scope, String owner, String project, Instant expires) {
    boolean isFor(Caller caller, Instant now) {
      boolean his =
          switch (scope) {
            case "session" -> owner.equals(caller.session());
            case "project" -> project.equals(caller.project());
            default -> true;
          };
      return his && (expires == null || expires.isAfter(now));
    }
  }

  @Test
  void nothing_reaches_a_session_that_may_not_see_it() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    NoteStoreTest.Hand clock = new NoteStoreTest.Hand();
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String project = i % 6 == 5 ? null : "/p" + i % 5 + (i % 2 == 0 ? "" : "/p");
      // as hostile as can be: sessions and projects that are called the same
      callers.add(new Caller(i % 3 == 0 ? "/p" + i : "" + i, project, "c" + i, "t" + i, Set.of()));
    }
    Map<Long, Known> known = new HashMap<>();
    int seen = 0;
    try (NoteStore store =
        NoteStore.open(NoteFile.in(directory), clock, () -> new NoteStore.Bounds(90, 100))) {
      execute(store, "PRAGMA synchronous = OFF");
      for (int step = 0; step < STEPS; step++) {
        Caller caller = callers.get(random.nextInt(callers.size()));
        String where = "seed " + seed + ", step " + step;
        List<Long> ids = new ArrayList<>(known.keySet());
        long id = ids.isEmpty() ? 1 : ids.get(random.nextInt(ids.size()));
        boolean may = known.containsKey(id) && known.get(id).isFor(caller, clock.instant());
        switch (random.nextInt(8)) {
          case 0, 1 -> {
            NoteScope scope = NoteScope.values()[random.nextInt(3)];
            if (caller.home(scope) != null) {
              Instant expires =
                  random.nextInt(4) == 0 ? clock.instant().plusSeconds(random.nextInt(60)) : null;
              Note note =
                  store.save(
                      caller,
                      new Draft(
                          words(random),
                          words(random),
                          List.of(word(random)),
                          scope,
                          "note",
                          expires));
              known.put(note.id(), known(caller, scope, expires));
            }
          }
          case 2 -> {
            Set<Long> found = ids(store.search(caller, words(random), Filter.all(1_000, 0)));
            found.forEach(
                each ->
                    assertThat(known.get(each).isFor(caller, clock.instant())).as(where).isTrue());
            seen += found.size();
          }
          case 3 -> {
            Set<Long> expected =
                known.entrySet().stream()
                    .filter(each -> each.getValue().isFor(caller, clock.instant()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            assertThat(ids(store.list(caller, Filter.all(10_000, 0))))
                .as(where)
                .isEqualTo(expected);
          }
          case 4 -> assertThat(store.read(caller, id).isPresent()).as(where).isEqualTo(may);
          case 5 -> {
            NoteScope scope = NoteScope.values()[random.nextInt(3)];
            long version = store.read(caller, id).map(Note::version).orElse(1L);
            if (caller.home(scope) != null) {
              boolean changed =
                  store
                      .change(caller, id, version, new Draft(null, null, null, scope, null, null))
                      .isPresent();
              assertThat(changed).as(where).isEqualTo(may);
              // one that keeps its scope stays where it was, whoever changes it
              if (changed && !known.get(id).scope().equals(scope.word())) {
                known.put(id, known(caller, scope, known.get(id).expires()));
              }
            }
          }
          case 6 -> {
            if (random.nextInt(4) == 0) {
              assertThat(store.delete(caller, id, null).isPresent()).as(where).isEqualTo(may);
              if (may) {
                known.remove(id);
              }
            }
          }
          default -> clock.move(Duration.ofSeconds(random.nextInt(3)));
        }
      }
      execute(store, "INSERT INTO word (word, rank) VALUES ('integrity-check', 1)");
    }
    assertThat(seen).isGreaterThan(100);
  }

  private static Known known(Caller caller, NoteScope scope, Instant expires) {
    return new Known(scope.word(), caller.session(), caller.project(), expires);
  }

  private static Set<Long> ids(List<Note> notes) {
    return notes.stream().map(Note::id).collect(Collectors.toCollection(HashSet::new));
  }

  private static void execute(NoteStore store, String sql) throws Exception {
    try (var statement = store.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  private static String words(Random random) {
    return word(random) + " " + word(random) + " \"" + word(random);
  }

  private static String word(Random random) {
    return WORDS[random.nextInt(WORDS.length)];
  }
}
