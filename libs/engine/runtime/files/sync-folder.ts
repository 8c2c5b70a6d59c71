import { closeSync, fsyncSync, openSync } from 'node:fs';

/** A new file is there after a crash only once the folder it is named in has been synced too. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return; // a folder cannot be opened there
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
