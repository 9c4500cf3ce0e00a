package dev.mcpmux.cli.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An object in a client's file whose members are servers.
 *
 * @param path the names that lead to it
 * @param project the one project that they are for
 * @param off the names of those that something else in the file has turned off
 */
public record Container(List<String> path, Scope scope, Optional<Path> project, Set<String> off) {}
