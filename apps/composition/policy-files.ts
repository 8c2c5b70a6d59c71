import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parsePolicy } from '#domain/policy/parse-policy.js';
import { Policies } from '#use-cases/policies.js';

const DOCUMENTS = ['fees', 'rules', 'limits', 'medical-centres'] as const;

/** Reads the dated policy documents of a folder. @throws Error or PolicyError naming the file or figure at fault. */
export async function readPolicies(folder: string): Promise<Policies> {
  const entries = await Promise.all(
    DOCUMENTS.map(async (name) => {
      const raw: unknown = parse(await readFile(join(folder, `${name}.yaml`), 'utf8'));
      return [name, raw] as const;
    }),
  );
  return new Policies(parsePolicy(Object.fromEntries(entries)));
}
