export type Language = 'ar' | 'en';

/**
 * The language to answer in, by Accept-Language (RFC 9110, 12.5.4): the highest quality wins, the first of equals,
 * `ar-SA`, and `ar_SA` as
 * systems write it, count as `ar`, `*` and anything unreadable as English.
 */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'en';
  let best: Language = 'en';
  let highest = 0;
  for (const part of header.slice(0, 1_000).split(',')) {
    const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const primary = tag.split(/[-_.]/)[0];
    const language =
      primary === 'ar' || primary === 'ara'
        ? 'ar'
        : primary === 'en' || primary === 'eng' || primary === '*'
          ? 'en'
          : undefined;
    const quality = qualityOf(parameters);
    if (language !== undefined && quality > highest) [best, highest] = [language, quality];
  }
  return best;
}

function qualityOf(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  if (q === undefined) return 1;
  return /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q.slice(2)) : 0;
}
