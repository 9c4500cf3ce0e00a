/** A small MCP server to try mcpmux with, and to test it. Uses nothing but the JDK. */
package dev.mcpmux.cli.sample;
