import type { EventStore, RecordedEvent } from '#event-store/port.js';
import type { ModelStatus } from '#projections/rebuild/model-status.js';
import type { UnderWay } from '#projections/rebuild/rebuild-state.js';
import { columns, counted, duration } from '../figures.js';
import { withModels } from './opened-models.js';
import { type JsonOption, printJson } from '../json.js';

const HEADS = ['model', 'version', 'documents', 'position', 'behind', 'parked', 'rebuild'];

/** One line a read model. @throws ExpectedFailure when what the environment names cannot be opened */
export function listModels({ data, json }: JsonOption & { readonly data?: string }): Promise<void> {
  return withModels(data, async ({ parts: { store }, models }) => {
    const newest = await newestOf(store);
    const all = await Promise.all(models.map((model) => model.status()));
    if (json) return printJson({ newest: newest?.position ?? null, models: all });
    console.log(
      columns(
        HEADS,
        all.map((status) => row(status, newest)),
      ),
    );
  });
}

export function row(status: ModelStatus, newest: RecordedEvent | undefined): readonly string[] {
  const { name, version, builtBy, documents, seen, parkedKeys, rebuild } = status;
  return [
    name,
    builtBy === undefined
      ? 'not built'
      : builtBy === version
        ? String(version)
        : `${builtBy}, needs ${version}`,
    counted(documents),
    seen === undefined ? '–' : String(seen.position),
    behind(seen, newest),
    counted(parkedKeys),
    rebuild === undefined ? '–' : underWay(rebuild, newest),
  ];
}

/** How much older the newest event it has seen is than the log's newest. */
function behind(seen: ModelStatus['seen'], newest: RecordedEvent | undefined): string {
  if (newest === undefined || (seen !== undefined && seen.position >= newest.position)) return '0 s';
  return seen === undefined ? 'all' : duration(Math.max(newest.created.getTime() - Date.parse(seen.at), 0));
}

function underWay({ phase, position, events, savedAt }: UnderWay, newest: RecordedEvent | undefined): string {
  const ago = `stored ${duration(Math.max(Date.now() - savedAt.getTime(), 0))} ago`;
  if (phase === 'swapping') return `swapping, ${ago}`;
  const part = newest === undefined ? 1 : Number(position ?? 0) / Number(newest.position);
  return `${Math.min(Math.floor(part * 100), 100)} %, ${counted(events)} events, ${ago}`;
}

async function newestOf(store: EventStore): Promise<RecordedEvent | undefined> {
  let newest: RecordedEvent | undefined;
  for await (const event of store.readAll({ direction: 'backwards', limit: 1 })) newest = event;
  return newest;
}
