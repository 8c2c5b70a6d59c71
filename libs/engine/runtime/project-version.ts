import { readFileSync } from 'node:fs';
import { projectFile } from './project-file.js';

/** The version in package.json. */
export function projectVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(projectFile('package.json'), 'utf8'));
  const found =
    typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : undefined;
  return typeof found === 'string' ? found : '0.0.0';
}
