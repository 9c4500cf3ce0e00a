package dev.mcpmux.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldProcessTest {

  @Test
  void a_complaint_is_said_once_until_it_is_another_one_or_all_was_well() {
    List<String> said = new ArrayList<>();
    FoldProcess fold = new FoldProcess(null, said::add);

    fold.complain("the disk is full");
    fold.complain("the disk is full");
    fold.complain("it is locked");
    fold.complain("the disk is full");
    fold.complain("");
    fold.complain("the disk is full");

    assertThat(said)
        .containsExactly(
            "the disk is full", "it is locked", "the disk is full", "the disk is full");
  }
}
