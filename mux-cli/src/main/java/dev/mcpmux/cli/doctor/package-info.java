/**
 * Looks at everything that has to be right for mcpmux to work, one class for each thing, and says
 * of what is not what to do about it. Used by the command {@code doctor} alone; begin with {@link
 * dev.mcpmux.cli.doctor.Doctor}.
 */
package dev.mcpmux.cli.doctor;
