import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { projectFile } from '#runtime/project-file.js';

it('the operations guide shows the nginx configuration that is tried', async () => {
  const guide = await readFile(projectFile('docs/operations.md'), 'utf8');
  const site = await readFile(projectFile('ops/nginx/hawiya.conf'), 'utf8');
  expect(guide).toContain(`\`\`\`nginx\n${site}\`\`\``);
});
