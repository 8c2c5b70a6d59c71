/** A failure the user can mend: told in one line, with its exit code, and without a stack. */
export class ExpectedFailure extends Error {
  override readonly name = 'ExpectedFailure';
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}
