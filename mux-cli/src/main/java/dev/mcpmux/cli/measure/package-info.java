/** What measuring commands have in common: a daemon apart from the user's, and memory. */
package dev.mcpmux.cli.measure;
