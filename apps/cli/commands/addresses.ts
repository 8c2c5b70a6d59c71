import { InvalidArgumentError } from 'commander';

export const DEFAULT_URL = 'http://127.0.0.1:3000';
export const DEFAULT_ISSUER = 'http://127.0.0.1:3001';

/** An option that is an address; a slash at its end makes no difference. @throws InvalidArgumentError */
export function address(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('Expected an address such as http://127.0.0.1:3000.');
  return text.replace(/\/+$/, '');
}
