import type { Language } from './language.js';

/** What a code means, for people. */
interface ProblemTitle {
  readonly ar: string;
  readonly en: string;
}

/** A problem that can be the subject of an answer has a status; one that only explains a field has none. */
export interface ProblemEntry extends ProblemTitle {
  readonly status?: number;
}

export type ProblemTable = Readonly<Record<string, ProblemEntry>>;

/** All codes the service can answer with. @throws if two tables give one code two meanings. */
export class ProblemCatalogue {
  readonly entries: ReadonlyMap<string, ProblemEntry>;

  constructor(...tables: readonly ProblemTable[]) {
    const entries = new Map<string, ProblemEntry>();
    for (const [code, entry] of tables.flatMap((table) => Object.entries(table))) {
      if (entries.has(code)) throw new Error(`problem code ${code} is in two tables`);
      entries.set(code, entry);
    }
    this.entries = entries;
  }

  has(code: string): boolean {
    return this.entries.has(code);
  }

  /** The usual HTTP status of a code; 409 for one that has none of its own. */
  statusOf(code: string): number {
    return this.entries.get(code)?.status ?? 409;
  }

  /** The title; for a code nobody described, the code itself. */
  titleOf(code: string, language: Language): string {
    return this.entries.get(code)?.[language] ?? code;
  }
}
