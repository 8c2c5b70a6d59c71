export interface ConfigurationProblem {
  readonly variable: string;
  /** As printed: a secret is not. */
  readonly got: string;
  readonly expected: string;
}

/** Every problem of the environment in one message; meant to be printed as it is, before a non-zero exit. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(
      `The configuration is not valid: ${problems
        .map(({ variable, got, expected }) => `${variable} is ${got}, expected ${expected}`)
        .join('; ')}`,
    );
  }
}
