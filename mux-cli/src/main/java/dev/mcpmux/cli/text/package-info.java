/**
 * What is said to people, and the JSON that is read and written for it: tables, paragraphs,
 * durations, failures. Everything in this module may use it, and it uses nothing of it. Begin with
 * {@link dev.mcpmux.cli.text.TextTable} and {@link dev.mcpmux.cli.text.RawJson}.
 */
package dev.mcpmux.cli.text;
