import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { projectFile } from '#runtime/project-file.js';
import { launch } from '#test/support/launch.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';

jest.setTimeout(180_000);

const run = promisify(execFile);
const PROJECT = projectFile('.');

/** What the image holds, made as the Dockerfile makes it: there is no Docker here. */
describe('the tree of the image', () => {
  const folder = temporaryFolders();
  let root: string;

  beforeAll(async () => {
    // Beside the packages: they are linked, not copied.
    await mkdir(join(PROJECT, 'node_modules/.cache'), { recursive: true });
    root = await mkdtemp(join(PROJECT, 'node_modules/.cache/image-'));
    const typescript = join(PROJECT, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [typescript, '-p', 'tsconfig.build.json', '--outDir', join(root, 'dist')], {
      cwd: PROJECT,
    });
    for (const kept of ['package.json', 'package-lock.json', '.npmrc', 'bin', 'policy'])
      await cp(join(PROJECT, kept), join(root, kept), { recursive: true });
    await run('sh', [
      '-c',
      `mkdir "$0" && cd "$1" && for each in * .bin; do cp -al "$each" "$0/"; done`,
      join(root, 'node_modules'),
      join(PROJECT, 'node_modules'),
    ]);
    await run('npm', ['prune', '--omit=dev', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: root,
    });
    await run(join(PROJECT, 'ops/image/prune'), { cwd: root });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const start = (script: string, settings: Readonly<Record<string, string>>) =>
    launch([process.execPath, join(root, script)], {
      environment: { PATH: process.env['PATH'], NODE_ENV: 'production', ...settings },
      stderr: 'lines',
      longestMs: 60_000,
    });

  it('holds no sandbox, no test code and no page of another package', async () => {
    for (const absent of [
      'dist/test',
      'dist/apps/sandbox',
      'node_modules/swagger-ui-dist',
      'node_modules/jest',
    ])
      expect([absent, existsSync(join(root, absent))]).toEqual([absent, false]);
    const files = await readdir(join(root, 'dist'), { recursive: true });
    expect(files.length).toBeGreaterThan(500);
    expect(files.filter((file) => /(^|\/)(testing|conformance)(\/|$)|\.spec\.js$|\.map$/.test(file))).toEqual(
      [],
    );
  });

  it('starts in production, answers, and ends on SIGTERM', async () => {
    const service = start('dist/apps/standalone/main.js', {
      HAWIYA_DATA: join(await folder(), 'data'),
      HAWIYA_PORT: '0',
      HAWIYA_MANAGEMENT_PORT: '0',
      HAWIYA_ISSUER: 'http://127.0.0.1:9',
      HAWIYA_ALLOW_INSECURE: 'http-issuer',
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
    });
    const [, url = ''] = (await service.sees(/listening on (http:\/\/[^\s"]+)/)) ?? [];
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ ok: true });
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
    expect((await fetch(`${url}/docs`)).status).toBe(200);
    service.signal('SIGTERM');
    expect(await service.ended).toMatchObject({ code: 0 });
  });

  it('says in one line that nobody signs in as anybody there', async () => {
    const data = join(await folder(), 'data');
    const service = start('dist/apps/standalone/main.js', {
      HAWIYA_DATA: data,
      HAWIYA_KEYS_SECRET: randomBytes(32).toString('hex'),
    });
    expect(await service.ended).toMatchObject({ code: 2 });
    expect(service.lines).toEqual([expect.stringMatching(/^hawiya: the sandbox.*set HAWIYA_ISSUER$/)]);
  });

  it('has the operator’s command line', async () => {
    const list = launch(
      [
        process.execPath,
        join(root, 'bin/hawiya.js'),
        'parked',
        'list',
        '--token',
        'x',
        '--url',
        'http://127.0.0.1:9',
      ],
      {
        environment: { PATH: process.env['PATH'] },
        stderr: 'lines',
      },
    );
    expect(await list.ended).toMatchObject({ code: 3 });
    expect(list.lines).toEqual([expect.stringContaining('does not answer')]);
  });
});
