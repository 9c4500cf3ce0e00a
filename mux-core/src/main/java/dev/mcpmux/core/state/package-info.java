/**
 * Sessions, upstreams, and what ties them: requests in flight, tasks, questions, who uses what. It
 * decides nothing; everything above it changes it through its methods. Begin with {@link
 * dev.mcpmux.core.state.Session}, {@link dev.mcpmux.core.state.Upstream} and {@link
 * dev.mcpmux.core.state.MuxState}.
 */
package dev.mcpmux.core.state;
