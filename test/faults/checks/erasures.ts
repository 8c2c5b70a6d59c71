import type { Parts } from '#apps/composition/parts.js';
import type { Subject } from '#decider/brand.js';
import { ErasedKeysFile } from '#event-sourcing/keys/erased-keys-file.js';
import { everyModel } from '#read-models/models.js';
import type { History } from '../history.js';
import type { Ledger } from '../ledger.js';
import { type Difference, Findings } from './difference.js';

const EVENTS = 'ErasureRequested, ErasureConfirmed, ErasureCompleted';

/** Whoever was erased cannot be read anywhere, is on the list outside the backups once, and may come again. */
export async function checkErasures(
  ledger: Ledger,
  history: History,
  { keys, connection }: Pick<Parts, 'keys' | 'connection'>,
  listPath: string,
): Promise<readonly Difference[]> {
  const findings = new Findings('erasures');
  if (ledger.erased.length === 0) return findings.differences;
  const list = await new ErasedKeysFile(listPath).read();
  findings.same('lines of the list that are none', list.unreadable, 0);
  const documents = await Promise.all(
    everyModel(({ model }) => connection.collection(model.collection).find({}).toArray()),
  );
  const shown = JSON.stringify(documents);
  for (const { subject, applicationId, says } of ledger.erased) {
    const types = history.of('erasure', subject).map(({ event }) => event.type);
    findings.same(`erasure ${subject}: its events`, types.join(', '), EVENTS);
    const told = [...history.of('application', applicationId), ...history.of('resident', subject)];
    const personal = told.filter(({ event }) => 'personal' in event);
    const readable = personal.filter(({ event }) => 'personal' in event && event.personal !== 'erased');
    if (personal.length === 0) findings.add(`erasure ${subject}: there was nothing to erase`);
    findings.same(`erasure ${subject}: events that can be read`, readable.length, 0);
    if ((await keys.find(subject as Subject)) !== undefined)
      findings.add(`erasure ${subject}: the key is there`);
    const lines = list.keys.filter((key) => key.subject === subject).length;
    findings.same(`erasure ${subject}: lines of the list`, lines, 1);
    if (!shown.includes(applicationId)) findings.add(`erasure ${subject}: no document of ${applicationId}`);
    for (const text of says)
      if (shown.includes(text)) findings.add(`erasure ${subject}: a read model has ${text}`);
    const slot = history.of('slot', subject).at(-1)?.event.type;
    findings.same(`erasure ${subject}: the slot's last event`, slot, 'SlotReopened');
  }
  return findings.differences;
}
