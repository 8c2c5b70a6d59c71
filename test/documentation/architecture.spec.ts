import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#runtime/project-file.js';

interface Line {
  readonly file: string;
  readonly names: readonly string[];
  /** The next line's file is imported by this one's. */
  readonly imports: boolean;
}

const read = (path: string) => readFile(projectFile(path), 'utf8');

async function ways(): Promise<readonly (readonly Line[])[]> {
  const page = await read('docs/architecture.md');
  return [...page.matchAll(/^```way\n([^]*?)^```$/gm)].map(([, way = '']) => {
    const lines = way.trimEnd().split('\n');
    return lines.flatMap((line, n): readonly Line[] => {
      if (line.startsWith('⇣')) return [];
      const [file = '', names = ''] = line.split(/ {2,}/);
      const next = lines[n + 1];
      return [{ file, names: names.split(', '), imports: next !== undefined && !next.startsWith('⇣') }];
    });
  });
}

/** The project's files that a file imports, by its own paths and by subpath imports. */
async function importsOf(file: string): Promise<ReadonlySet<string>> {
  const { imports } = JSON.parse(await read('package.json')) as {
    readonly imports: Readonly<Record<string, { readonly source: string }>>;
  };
  const rooms = Object.entries(imports).map(
    ([name, { source }]) => [name.replace('*.js', ''), source.slice(2).replace('*.ts', '')] as const,
  );
  const targets = [...(await read(file)).matchAll(/ from '([#.][^']+)\.js'/g)].map(([, path = '']) => {
    const room = rooms.find(([name]) => path.startsWith(name));
    return room ? room[1] + path.slice(room[0].length) : join(dirname(file), path);
  });
  return new Set(targets.map((path) => `${path}.ts`));
}

describe('the ways through the house', () => {
  it('are four, of files that have what is said of them and import one another in that order', async () => {
    const found = await ways();
    expect(found).toHaveLength(4);
    for (const way of found) {
      for (const [n, { file, names, imports }] of way.entries()) {
        const text = await read(file);
        for (const name of names)
          expect({ file, name, there: text.includes(name) }).toMatchObject({ there: true });
        const next = way[n + 1]?.file ?? '';
        if (imports)
          expect({ file, next, there: (await importsOf(file)).has(next) }).toMatchObject({ there: true });
      }
    }
  });
});
