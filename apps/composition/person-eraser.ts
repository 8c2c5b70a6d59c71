import type { Connection } from 'mongoose';
import type { PersonEraser } from '#apps/api/ports.js';
import type { EventLog } from '#event-log/event-log.js';
import type { SharedDecoding } from '#event-log/shared-decoding.js';
import { casesOf } from '#read-models/application-status/case-ids.js';
import { subjectsOfPerson } from '#use-cases/subjects-of-person.js';
import type { KeptModel } from '#read-models/kept-models.js';

/** Destroys the person's keys, those of a former number included, then folds anew every document that was made with it. Repeating it is harmless. */
export function personEraser(
  log: EventLog,
  decoding: SharedDecoding,
  connection: Connection,
  models: readonly KeptModel[],
): PersonEraser {
  return {
    async erase(subject) {
      const names = await subjectsOfPerson(log, subject);
      for (const name of names) await log.erase(name);
      decoding.forget();
      const cases = await Promise.all(names.map((name) => casesOf(connection, name)));
      for (const id of new Set(cases.flat())) {
        for (const model of models) await model.refold(id);
      }
    },
  };
}
