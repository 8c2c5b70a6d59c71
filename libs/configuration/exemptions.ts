/** What may be insecure on purpose. */
export const EXEMPTIONS = [
  'http-issuer',
  'event-store-without-tls',
  'event-store-without-credentials',
  'kafka-without-tls',
  'kafka-without-credentials',
  'mongodb-without-tls',
  'mongodb-without-credentials',
  'master-key-beside-keys',
] as const;
export type Exemption = (typeof EXEMPTIONS)[number];

const ONE = `(?:${EXEMPTIONS.join('|')})`;

/** Some of them, separated by commas. */
export const EXEMPTION_LIST = new RegExp(`^${ONE}(?:,${ONE})*$`);
