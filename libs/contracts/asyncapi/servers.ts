/** Where the topics are and how to sign in. Names, passwords and certificates are the operators' to give. */
export const SERVERS = {
  kafka: {
    host: '{bootstrap}',
    protocol: 'kafka-secure',
    title: 'The Kafka cluster of the installation',
    description:
      'Ask the operators for the bootstrap servers, a user, and the authority of the certificates.',
    variables: {
      bootstrap: { default: 'kafka.example.org:9092', description: 'Some of the brokers' },
    },
    security: ['scram-sha-512', 'scram-sha-256', 'plain'].map((name) => ({
      $ref: `#/components/securitySchemes/${name}`,
    })),
  },
} as const;

export const SECURITY_SCHEMES = {
  'scram-sha-512': { type: 'scramSha512', description: 'SASL/SCRAM-SHA-512 over TLS' },
  'scram-sha-256': { type: 'scramSha256', description: 'SASL/SCRAM-SHA-256 over TLS' },
  plain: { type: 'plain', description: 'SASL/PLAIN, over TLS only' },
} as const;
