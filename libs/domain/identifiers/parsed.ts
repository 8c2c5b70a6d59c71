/** What a parser made of a text: the value, or what is wrong with the text. Never an exception. */
export type Parsed<T, Code extends string = string> = { readonly ok: true; readonly value: T } | Wrong<Code>;

export interface Wrong<Code extends string = string> {
  readonly ok: false;
  /** kebab-case; part of the published language. */
  readonly code: Code;
  /** What would have been right, or where it went wrong. Never personal data. */
  readonly params?: Readonly<Record<string, string | number>>;
}

export function parsed<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function wrong<const Code extends string>(code: Code, params?: Wrong['params']): Wrong<Code> {
  return params === undefined ? { ok: false, code } : { ok: false, code, params };
}
