/** Waits until the condition holds, looking again every `everyMs`. @throws once `deadlineMs` have passed */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  { deadlineMs = 15_000, everyMs = 5, what = 'the condition' } = {},
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what} did not come about within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
