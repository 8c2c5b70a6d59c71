import { open } from 'lmdb';

/** Changes a stored event behind the driver's back, in a store nobody has open. `position` counts from 1. */
export async function replaceInRecord(
  path: string,
  position: number,
  text: string,
  by: string,
): Promise<void> {
  const root = open({ path, encoding: 'binary' });
  const events = root.openDB<Buffer, Buffer>('events', { encoding: 'binary', keyEncoding: 'binary' });
  const entry = [...events.getRange()][position - 1];
  if (entry === undefined) throw new Error(`no record ${position}`);
  const record = Buffer.from(entry.value);
  record.write(by, record.indexOf(text));
  await events.put(entry.key, record);
  await root.close();
}
