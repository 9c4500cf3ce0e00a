/**
 * One class per command, which reads the words and prints the answer; what it does is in a package
 * of its own. Only {@code Main} uses it, and each class is loaded only for its command. Begin with
 * {@link dev.mcpmux.cli.command.CommonOptions}.
 */
package dev.mcpmux.cli.command;
