/**
 * Checks the arguments of a call against the JSON Schema that its tool declares, before they are
 * sent. It refuses only what is certainly wrong: what it does not know of a schema passes. It knows
 * nothing of the rest of the core; begin reading at {@link dev.mcpmux.core.schema.Schema}.
 */
package dev.mcpmux.core.schema;
