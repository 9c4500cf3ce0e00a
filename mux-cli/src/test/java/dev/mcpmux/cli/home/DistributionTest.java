package dev.mcpmux.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which path of the launcher is written into the files of others. */
class DistributionTest {

  private static final String PROPERTY = "mcpmux.dist";

  @TempDir private Path directory;
  private String before;

  @BeforeEach
  void keep() throws Exception {
    before = System.getProperty(PROPERTY);
    directory = directory.toRealPath();
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  @Test
  void of_an_installation_it_is_the_link_that_leads_to_every_version() throws Exception {
    Path first = tree("lib/mcpmux/versions/1");
    Path second = tree("lib/mcpmux/versions/2");
    Path current = directory.resolve("lib/mcpmux/current");
    Files.createSymbolicLink(current, second);
    Path command = Files.createDirectory(directory.resolve("bin")).resolve("mcpmux");
    Files.createSymbolicLink(command, current.resolve("bin/mcpmux"));

    for (Path tree : new Path[] {first, second, current}) {
      System.setProperty(PROPERTY, tree.toString());
      assertThat(Distribution.stablePath()).isEqualTo(command);
    }
    System.setProperty(PROPERTY, current + "/bin/..");
    assertThat(Distribution.launcher()).isEqualTo(second.resolve("bin/mcpmux"));
  }

  @Test
  void without_a_link_it_is_the_launcher_itself() throws Exception {
    Path version = tree("lib/mcpmux/versions/1");
    Path elsewhere = tree("somewhere");

    System.setProperty(PROPERTY, version.toString());
    assertThat(Distribution.stablePath()).isEqualTo(version.resolve("bin/mcpmux"));
    System.setProperty(PROPERTY, elsewhere.toString());
    assertThat(Distribution.stablePath()).isEqualTo(elsewhere.resolve("bin/mcpmux"));
  }

  private Path tree(String name) throws Exception {
    Path tree = directory.resolve(name);
    Path launcher = Files.createDirectories(tree.resolve("bin")).resolve("mcpmux");
    Files.writeString(launcher, "#!/bin/sh\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(tree.resolve("lib"));
    Files.writeString(tree.resolve("config.schema.json"), "{}");
    return tree;
  }
}
