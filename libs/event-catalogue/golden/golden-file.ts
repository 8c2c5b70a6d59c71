import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DomainEvent } from '#decider/decider.js';

/** An event as it was stored by the release that introduced its version, and what it has to read as. */
export interface GoldenFile {
  readonly type: string;
  readonly version: number;
  readonly stream: string;
  /** Of the first event of its stream: revision 0. */
  readonly id: string;
  /** The stored bytes, as text. */
  readonly data: string;
  readonly metadata: string;
  /** What it reads as now. Changed with each upcaster; nothing above ever is. */
  readonly event: DomainEvent;
}

export function readGoldenFiles(folder: string): readonly GoldenFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as GoldenFile); // written by the function below
}

/** @throws if the version has a file already: a golden file is written once. */
export function writeGoldenFile(folder: string, golden: GoldenFile): void {
  const path = join(folder, `${golden.type}.v${golden.version}.json`);
  writeFileSync(path, `${JSON.stringify(golden, undefined, 2)}\n`, { flag: 'wx' });
}
