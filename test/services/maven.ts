import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFile } from '#runtime/project-file.js';

const run = promisify(execFile);

/**
 * The class path of a Java server: what its `pom.xml` (test/services/NAME) names, fetched from Maven Central once and
 * kept until the pom changes.
 */
export async function javaClasses(name: string): Promise<string> {
  const pom = join(projectFile('test/services'), name, 'pom.xml');
  const folder = join(projectFile('.services'), name);
  const complete = join(folder, 'complete');
  const wanted = await readFile(pom, 'utf8');
  const found = await readFile(complete, 'utf8').catch(() => undefined);
  if (found !== wanted) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
    await run('mvn', ['-q', '-B', '-f', pom, ...goal], { maxBuffer: 10_485_760 });
    await writeFile(complete, wanted);
  }
  return join(folder, '*');
}
