/** Only a decision that both are one person, or the end of the other identity, makes an approval possible (ADR 0052). */
export const NUMBER_HELD = 'number-held-by-another';
