import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Files of a certificate for 127.0.0.1 that is its own authority, and of its key. */
export interface Certificate {
  certificate: string;
  key: string;
}

/** Makes a certificate in a folder with `openssl`. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const files = { certificate: path.join(folder, 'tls.crt'), key: path.join(folder, 'tls.key') };
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
    ...['-keyout', files.key, '-out', files.certificate],
  ]);
  return files;
}
