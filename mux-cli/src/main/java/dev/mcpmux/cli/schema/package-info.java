/**
 * What the published schemas of MCP say of a message. Loads a library for it, so only commands that
 * check something use it, and never the daemon. Begin with {@link McpSchemas}.
 */
package dev.mcpmux.cli.schema;
