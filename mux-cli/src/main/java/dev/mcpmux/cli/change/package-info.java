/**
 * Writes several files so that at any moment each is the old or the new one, keeps a copy of what
 * was there, and can put it back. It knows bytes and paths only, nothing of clients; of the command
 * line it uses {@code edit} for its own journal. Begin reading at {@link
 * dev.mcpmux.cli.change.ChangeSet}.
 */
package dev.mcpmux.cli.change;
