package dev.mcpmux.cli.text;

/** An exception whose message is a sentence for people, and says all. */
public interface ForPeople {}
