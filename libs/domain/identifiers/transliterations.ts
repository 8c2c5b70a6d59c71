/*
 * How national letters are written in the machine-readable lines of a passport: ICAO Doc 9303-3, 8th edition (2021),
 * section 6.A, every row and every alternative, the first being the one to write. States may choose; a name agrees with
 * all of them.
 *
 * The table has no O for Ø: passports of states that write it so are met, as for Ö.
 */
const ROWS: readonly (readonly [national: string, latin: string])[] = [
  ['ÀÁÂÃĀĂĄ', 'A'],
  ['Ä', 'AE A'],
  ['Å', 'AA A'],
  ['Æ', 'AE'],
  ['ÇĆĈĊČ', 'C'],
  ['ÐĎĐ', 'D'],
  ['ÈÉÊËĒĔĖĘĚ', 'E'],
  ['ĜĞĠĢ', 'G'],
  ['ĤĦ', 'H'],
  ['ÌÍÎÏĨĪĬĮİı', 'I'],
  ['Ĳ', 'IJ'],
  ['Ĵ', 'J'],
  ['Ķ', 'K'],
  ['ĹĻĽĿŁ', 'L'],
  ['Ñ', 'N NXX'],
  ['ŃŅŇŊ', 'N'],
  ['ÒÓÔÕŌŎŐ', 'O'],
  ['Ö', 'OE O'],
  ['Ø', 'OE O'],
  ['Œ', 'OE'],
  ['ŔŖŘ', 'R'],
  ['ŚŜŞŠ', 'S'],
  ['ẞ', 'SS'],
  ['ŢŤŦ', 'T'],
  ['Þ', 'TH'],
  ['ÙÚÛŨŪŬŮŰŲ', 'U'],
  ['Ü', 'UE UXX U'],
  ['Ŵ', 'W'],
  ['ÝŶŸ', 'Y'],
  ['ŹŻŽ', 'Z'],
];

/** Each national letter (upper case, but for `ı`) and what it is written as. */
export const TRANSLITERATIONS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map(
  ROWS.flatMap(([national, latin]) => {
    const [first = '', ...others] = latin.split(' ');
    return Array.from(national, (letter) => [letter, [first, ...others]] as const);
  }),
);
