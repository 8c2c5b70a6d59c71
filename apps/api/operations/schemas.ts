import { object, said, truth } from '../openapi/schema.js';

export const OPERATION_SCHEMAS = {
  Erased: object({ erased: said('The key to the personal data is gone; what happened remains', truth) }),
} as const;
