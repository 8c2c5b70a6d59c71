import { writeSync } from 'node:fs';
import { openEmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { anEvent, aStream } from '#event-store/conformance/events.js';
import { appendUntilKilled } from '#event-store/conformance/killed-writer.js';

/*
 * What the specs of the embedded event store need a process of its own for:
 *   append PATH RUN   appends until it is killed and writes down each answer
 *   hold PATH         opens the store, says so and keeps it
 *   fill PATH         appends large events until one fails, then tells what the store is like
 *   nobody PATH       opens the store as a user without rights
 */
const [task, path = '', run = ''] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`); // at once: a killed process flushes nothing
const textOf = (error: unknown) =>
  String(error instanceof Error && 'code' in error ? error.code : '') + ` ${String(error)}`;

switch (task) {
  case 'append':
    await appendUntilKilled(await openEmbeddedEventStore({ path }), run, say);
    break;
  case 'hold':
    await openEmbeddedEventStore({ path });
    say('open');
    setInterval(() => undefined, 60_000);
    break;
  case 'fill':
    await fill();
    break;
  case 'nobody':
    if (process.getuid?.() === 0) process.setuid?.(65_534);
    await openEmbeddedEventStore({ path }).then(
      () => say('opened'),
      (error: unknown) => say(textOf(error)),
    );
    break;
  default:
    throw new Error(`unknown task ${task}`);
}

async function fill(): Promise<void> {
  const store = await openEmbeddedEventStore({ path });
  let stored = 0;
  try {
    for (;;) {
      await store.append(aStream(), 'no_stream', [anEvent({ data: Buffer.alloc(50_000, 65) }), anEvent()]);
      stored += 2;
    }
  } catch (error) {
    say(textOf(error));
  }
  let readable = 0;
  for await (const event of store.readAll()) readable += event.data.byteLength > 0 ? 1 : 0;
  await store.append(aStream(), 'no_stream', [anEvent()]).then(
    () => (stored += 1),
    (error: unknown) => say(textOf(error)),
  );
  say(`stored ${stored} readable ${readable}`);
  await store.close();
}
