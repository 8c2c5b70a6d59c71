/*
 * What is allowed in texts that a person will read: what cannot be seen, or turns the order of what can, could make a
 * text say something else than it shows.
 */

/** Control, format, half and private characters, and separators of lines and paragraphs. */
export const UNREADABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** Control and half characters alone: what names for programs may not have (CloudEvents 1.0.2, 2.1: String). */
export const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** A text with at least one letter, and nothing unreadable. */
export const READABLE = /^(?=.*\p{L})[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]*$/u;

/**
 * A name in Latin letters, as in a passport: letters, combining marks (U+034F joins and is none), spaces, hyphens,
 * apostrophes and full stops; at least one letter.
 */
export const LATIN_NAME = /^(?=.*\p{L})(?:(?=\p{L})\p{Script=Latin}|[\u0300-\u034E\u0350-\u036F]|[ '’.-])*$/u;
