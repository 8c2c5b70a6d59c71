import type { BSONRegExp } from 'bson';

import { fail } from './errors.js';

/** PCRE options i, m, s and u exist in JavaScript; x does not. */
export function toRegExp(expression: BSONRegExp | RegExp): RegExp {
  if (expression instanceof RegExp) return expression;
  const { pattern, options } = expression;
  if (/[^imsu]/.test(options)) fail('BadValue', `regular expression options '${options}' are not supported`);
  try {
    return new RegExp(pattern, options.replace('u', ''));
  } catch (error) {
    return fail('BadValue', `Regular expression is invalid: ${String(error)}`);
  }
}
