/** The lines of EventStoreDB that were measured, and which the double can be. */
export const SERVER_VERSIONS = ['23.10', '24.6'] as const;
export type ServerVersion = (typeof SERVER_VERSIONS)[number];
