/** @throws Error where others than this machine's users could sign in as anybody */
export function refuseWhereExposed(exposed: boolean): void {
  if (exposed)
    throw new Error(
      'the sandbox, where anybody signs in as anybody, runs neither in production nor where HAWIYA_HOST is not a loopback address: set HAWIYA_ISSUER',
    );
}
