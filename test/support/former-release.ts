import { chmod, cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFile } from '#runtime/project-file.js';
import { person, type TestPerson } from './people.js';

const FOLDER = projectFile('test/fixtures/release-8e7cdd5');

/** When the former release was stopped: bills and drafts in its folder lapse in the days after. */
export const FORMER_RELEASE_STOPPED = new Date('2026-12-01T21:35:00Z');

/** A case that the former release left behind. */
export interface FormerCase {
  readonly person: TestPerson;
  readonly applicationId: string;
  /** As it has to be once the service has gone on. */
  readonly phase: string;
}

/** Copies the data folder that release 8e7cdd5 wrote to `path`. */
export async function copyFormerFolder(path: string): Promise<void> {
  await cp(join(FOLDER, 'files'), path, { recursive: true });
  // A checkout does not keep who may read a file.
  for (const secret of ['master.key', 'subject.secret', 'keys'])
    await chmod(join(path, 'keys', secret), 0o600);
}

/** The cases in that folder, by what is particular about each. */
export async function formerCases(): Promise<ReadonlyMap<string, FormerCase>> {
  const text = await readFile(join(FOLDER, 'cases.json'), 'utf8');
  const listed = JSON.parse(text) as Record<string, Omit<FormerCase, 'person'> & { person: number }>; // ours
  return new Map(Object.entries(listed).map(([name, of]) => [name, { ...of, person: person(of.person) }]));
}

/** What that release could not be told, as it is told now: category, names and employment. */
export function toldSince(facts: readonly object[]): readonly object[] {
  const kinds = /\.(residency-status-changed|passport-updated|employment-registered)\./;
  return facts
    .filter((fact) => kinds.test(String(Reflect.get(fact, 'type'))))
    .map((fact) => ({ ...fact, id: `${String(Reflect.get(fact, 'id'))}/since` }));
}

/** The facts as they were told to that release, which knew neither category nor names nor employment. */
export function asFormerlyTold(facts: readonly object[]): readonly object[] {
  const since = new Set(['category', 'surname', 'givenNames', 'sex']);
  return facts
    .filter((fact) => !String(Reflect.get(fact, 'type')).includes('.employment-'))
    .map((fact) => {
      const data = Object.entries(Reflect.get(fact, 'data') as object); // a fact has data
      return { ...fact, data: Object.fromEntries(data.filter(([name]) => !since.has(name))) };
    });
}
