import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { projectFile } from '#platform/project-file.js';
import { describeOffline, printed } from './describe-offline.js';

/** `npm run openapi`: writes docs/openapi.json from the code. */
await writeFile(projectFile('docs/openapi.json'), printed(await describeOffline()));
