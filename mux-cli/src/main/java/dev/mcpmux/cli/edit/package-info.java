/**
 * Changes values in config files of others and leaves every other byte as it is: comments, order,
 * indentation, line ends. It knows texts and trees only, nothing of clients, and uses no other
 * package of the command line. Begin reading at {@link dev.mcpmux.cli.edit.ConfigText}.
 */
package dev.mcpmux.cli.edit;
