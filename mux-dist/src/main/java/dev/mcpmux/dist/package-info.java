/**
 * What a package has besides the distribution and is made from the commands themselves: man pages
 * and completion for shells. Runs in the build alone and ships nothing of itself. Begin with {@link
 * dev.mcpmux.dist.FromCommands}.
 */
package dev.mcpmux.dist;
