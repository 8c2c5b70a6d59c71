import { appendFile, readFile } from 'node:fs/promises';
import { type Anchor, anchorLine, parseAnchors } from '#event-sourcing/verification/anchor.js';
import { messageOf } from '#runtime/message-of.js';
import { ExpectedFailure } from '../failure.js';

/** @throws ExpectedFailure */
export async function readAnchors(file: string): Promise<readonly Anchor[]> {
  try {
    return parseAnchors(await readFile(file, 'utf8'));
  } catch (error) {
    throw unusable(file, error);
  }
}

/** @throws ExpectedFailure */
export async function addAnchor(file: string, anchor: Anchor): Promise<void> {
  try {
    await appendFile(file, anchorLine(anchor));
  } catch (error) {
    throw unusable(file, error);
  }
}

export const unusable = (file: string, error: unknown): ExpectedFailure =>
  new ExpectedFailure(`${file}: ${messageOf(error)}`);
