/** The commands, the config file and everything a person sees. */
package dev.mcpmux.cli;
