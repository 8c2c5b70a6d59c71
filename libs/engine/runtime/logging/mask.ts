const IDENTITY = /(?<![\p{L}\p{Nd}])[1-37١-٣٧۱-۳۷１-３７]\p{Nd}{9}(?![\p{L}\p{Nd}])/gu;
const TOKEN = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;

/**
 * Takes identity numbers (ten digits beginning with 1, 2, 3 or 7, also in Arabic or full-width digits) and bearer tokens out of a
 * text. The last line of defence of the log: whoever writes a line should not put them there, a library might.
 */
export function mask(text: string): string {
  return text.replace(TOKEN, '[token]').replace(IDENTITY, (digits) => `${digits[0] ?? ''}*********`);
}
