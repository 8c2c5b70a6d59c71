import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Configuration } from '#configuration/configuration.js';
import { projectFile } from '#runtime/project-file.js';
import type { AsyncApiDocument } from './asyncapi.js';
import { breaches } from './breaches.js';
import { describeTopics, printedAsyncApi } from './document.js';

/** `npm run asyncapi`: writes docs/asyncapi.json from the code, unless that breaks the contract that stands. */
const path = projectFile('docs/asyncapi.json');
const document = await describeTopics(new Configuration());
const broken = existsSync(path)
  ? breaches(JSON.parse(readFileSync(path, 'utf8')) as AsyncApiDocument, document) // written by this script
  : [];
if (broken.length === 0) {
  writeFileSync(path, printedAsyncApi(document));
} else {
  process.exitCode = 1;
  process.stderr.write(
    `docs/asyncapi.json stays as it is. This would break whoever reads or sends these messages:\n` +
      broken.map((breach) => `  ${breach}\n`).join('') +
      'Make it a new version of the event (CONTRIBUTING.md says how), or take it back.\n',
  );
}
