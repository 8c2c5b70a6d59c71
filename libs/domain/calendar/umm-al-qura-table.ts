/*
 * The Umm al-Qura calendar, 1318 to 1500 AH: the month lengths of @umalqura/core 0.0.7
 * (https://github.com/umalqura/umalqura, Copyright (c) 2019 Alaa Masoud, MIT licence).
 *
 * The table is here, and not the package, because the package reckons in the local time of the process and keeps a
 * global locale. Other tables differ by a day in some months (ICU's before 1420 and after 1451 AH): never mix two, and
 * give a new table a new version.
 */

/** Recorded wherever a Hijri date is. */
export const UMM_AL_QURA_VERSION = 'umalqura-core/0.0.7';

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
  49d 95d 2ba 5b5 5aa d55 a9a 92e 26e 55d ada 6d4 6a5 54b a97 54e aae 5ac ba9 d92
  b25 64b cab 55a b55 6d2 ea5 e4a a95 52d aad 36c 759 6d2 695 52d a5b 4ba 9ba 3b4
  b69 b52 aa6 4b6 96d 2ec 6d9 eb2 d54 d2a a56 4ae 96d d6a b54 b29 a93 52b a57 536
  ab5 6aa e93`
  .trim()
  .split(/\s+/)
  .map((year) => Number.parseInt(year, 16));
