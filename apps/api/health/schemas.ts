import { objectSchema, describedSchema, tally, textSchema, booleanSchema } from '../openapi/schema.js';

export const HEALTH_SCHEMAS = {
  Alive: objectSchema({ ok: booleanSchema }),
  Readiness: objectSchema(
    { ok: booleanSchema },
    { checks: describedSchema('By stage', tally(objectSchema({ ok: booleanSchema, detail: textSchema }))) },
  ),
  Text: textSchema,
  AnyDocument: { type: 'object' },
  ProblemType: objectSchema({
    type: textSchema,
    code: textSchema,
    status: { type: ['integer', 'null'] },
    title: objectSchema({ ar: textSchema, en: textSchema }),
  }),
} as const;
