package dev.mcpmux.cli.change;

import java.nio.file.Path;

/**
 * What became of one file, and why.
 *
 * @param path as it was given
 * @param why a sentence for people, without the path; empty where there is nothing to say
 */
public record FileResult(Path path, Outcome outcome, String why) {}
