import type { Provider } from 'oidc-provider';

/**
 * Loads oidc-provider, and only when a sandbox is wanted. It warns of Node 20 while loading; that is known, and its
 * suite passes there, so this one line is not shown. Everything else it has to say is.
 */
export async function loadProvider(): Promise<typeof Provider> {
  const output = console;
  const warn = output.warn.bind(output);
  output.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words);
  };
  try {
    return (await import('oidc-provider')).Provider;
  } finally {
    output.warn = warn;
  }
}
