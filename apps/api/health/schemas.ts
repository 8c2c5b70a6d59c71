import { object, said, tally, text, truth } from '../openapi/schema.js';

export const HEALTH_SCHEMAS = {
  Alive: object({ ok: truth }),
  Readiness: object({ ok: truth }, { checks: said('By stage', tally(object({ ok: truth, detail: text }))) }),
  Text: text,
  AnyDocument: { type: 'object' },
  ProblemType: object({
    type: text,
    code: text,
    status: { type: ['integer', 'null'] },
    title: object({ ar: text, en: text }),
  }),
} as const;
