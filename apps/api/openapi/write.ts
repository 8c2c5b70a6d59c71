import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { projectFile } from '#runtime/project-file.js';
import { describeOffline, printedOpenApi } from './describe-offline.js';

/** `npm run openapi`: writes docs/openapi.json from the code. */
await writeFile(projectFile('docs/openapi.json'), printedOpenApi(await describeOffline()));
