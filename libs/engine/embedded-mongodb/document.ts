export type Document = { [field: string]: unknown };
