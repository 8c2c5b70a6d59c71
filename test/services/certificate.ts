import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate for 127.0.0.1 that nobody but its holder signed. */
export interface Certificate {
  /** PEM; what a client has to trust. */
  readonly certificate: string;
  /** File with the private key and the certificate, PEM. */
  readonly keystore: string;
}

/** Makes one in the folder, good for a day. Needs openssl. */
export async function selfSignedCertificate(folder: string): Promise<Certificate> {
  const [key, file, keystore] = ['key.pem', 'certificate.pem', 'keystore.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const what = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const whose = ['-days', '1', '-subj', '/CN=hawiya-test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await promisify(execFile)('openssl', [...what, ...whose, '-keyout', key, '-out', file]);
  const certificate = await readFile(file, 'utf8');
  await writeFile(keystore, `${await readFile(key, 'utf8')}${certificate}`);
  return { certificate, keystore };
}
