import { chmodSync, lstatSync } from 'node:fs';

const OTHERS = 0o077;

/**
 * Takes from group and others what they may do with a file, a folder or a socket: 0644 becomes 0600, 0755 becomes 0700,
 * also where an earlier release or another umask left more. What belongs to another user, as a mounted folder may, is
 * left to them.
 */
export function ownerOnly(path: string): void {
  const found = lstatSync(path);
  if ((found.mode & OTHERS) === 0 || found.uid !== process.getuid?.()) return;
  chmodSync(path, found.mode & (found.isDirectory() ? 0o700 : 0o600));
}
