// oxlint-disable-next-line no-restricted-imports -- support for specs: the domain itself never reads files
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parsePolicy } from '../parse-policy.js';

/** The documents of `policy/*.yaml` at the repository's root, as the specs of the domain need them. */
export function committedDocuments(): Record<'fees' | 'rules' | 'limits' | 'medical-centres', unknown> {
  return {
    fees: read('fees'),
    rules: read('rules'),
    limits: read('limits'),
    'medical-centres': read('medical-centres'),
  };
}

export const committedPolicy = parsePolicy(committedDocuments());

function read(name: string): unknown {
  return parse(readFileSync(`policy/${name}.yaml`, 'utf8'));
}
