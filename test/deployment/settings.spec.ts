import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { describeConfiguration } from '#configuration/describe-configuration.js';

const PATH = 'docs/settings.md';

const HEAD = `# Settings

Environment variables, checked at start: a wrong one, one that is missing beside another, and one that does not exist end the process with one line and exit code 2. Written from the code: \`SETTINGS=write npm test -- settings\`.

A process that runs alone (\`apps/api\`, \`distributor\`, \`projector\`, \`process-manager\`) needs \`HAWIYA_EVENTSTORE_URL\`, \`HAWIYA_KAFKA_BROKERS\`, \`HAWIYA_MONGO_URL\`, \`HAWIYA_KEYS_SECRET\` and \`HAWIYA_SUBJECT_SECRET\`, the API \`HAWIYA_ISSUER\` too. The process that runs everything takes the embedded driver for whichever service is not named.

| variable | default | expected | meaning |
| --- | --- | --- | --- |
`;

it('docs/settings.md says what the code has', async () => {
  const row = (...cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const table = describeConfiguration().map(({ variable, default: value, expected, says }) =>
    row(`\`${variable}\``, value === '(unset)' ? 'unset' : `\`${value}\``, expected, says),
  );
  const document = HEAD + table.join('');
  if (process.env['SETTINGS'] === 'write') await writeFile(PATH, document);
  expect(await readFile(PATH, 'utf8')).toBe(document);
});
