/*
 * The Umm al-Qura calendar, 1318 to 1500 AH. Until the second month of 1451 the month lengths of @umalqura/core 0.0.7
 * (https://github.com/umalqura/umalqura, Copyright (c) 2019 Alaa Masoud, MIT licence), from the third month of 1451 on
 * those of ICU 78 and JDK 17, which are the newer ones: the two count the same days until 29 Rabi I 1451.
 * docs/decisions/0021-hijri-table.md.
 *
 * The table is here, and not the package or Intl, because the package reckons in the local time of the process and
 * keeps a global locale, and what Intl says changes with Node (and is a day late in 1400). Never mix two tables, and
 * give a new one a new version.
 */

/** Recorded wherever a Hijri date is. Events of before say `umalqura-core/0.0.7`, and keep the days they were given. */
export const UMM_AL_QURA_VERSION = 'umm-al-qura/2';

export const FIRST_HIJRI_YEAR = 1318;

/** 1 Muharram 1318. */
export const FIRST_GREGORIAN_DAY = '1900-04-30';

/** One number a year: bit 0 is Muharram, bit 11 Dhu al-Hijjah; a month has 30 days where its bit is 1, else 29. */
export const LONG_MONTHS: readonly number[] = `
  2ea 6e9 ed2 ea4 d4a a96 536 ab5 daa ba4 b49 a93 52b a57 4b6 ab5 5aa d55 d2a a56
  4ae 95d 2ec 6d5 6aa 555 4ab 95b 2ba 575 bb2 764 749 655 2ab 55b ada 6d4 ec9 d92
  d25 a4d 2ad 56d b6a b52 aa5 a4b 497 937 2b6 575 d6a d52 a96 92d 25d 4dd ada 5d4
  da9 d52 aaa 4d6 9b6 374 769 752 6a5 54b aab 55a ad5 dd2 da4 d49 a95 52d a5d 55a
  ad5 6aa 695 52b a57 4ae 976 56c b55 aaa a55 4ad 95d 2da 5d9 db2 ba4 b4a a55 2b5
  575 b6a bd2 bc4 b89 a95 52d 5ad b6a 6d4 dc9 d92 aa6 956 2ae 56d 36a b55 aaa 94d
  49d 95d 2ba 5b5 5aa d55 a9a 92e 26e 55d ada 6d4 6a5 b27 a4d 4ad 56d b5a 754 f49
  e92 d26 a56 356 6b5 baa b92 b25 68b a9b 55a ada 5b4 da9 b52 a9a 536 276 575 af2
  6d4 6a9 555 2ad 4bd 9ba 574 b69 b52 a95 52d a5d 4da ad9 6b2 e95 e2a c96 92e aad
  56a d65 d4a`
  .trim()
  .split(/\s+/)
  .map((year) => Number.parseInt(year, 16));
