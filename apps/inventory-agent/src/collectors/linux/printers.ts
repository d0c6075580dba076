import type { InventorySections } from '@popis/inventory-format';
import { type Host, readLines, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { hideCredentials } from '../../url-credentials.ts';

/** URI schemes of CUPS backends whose printer is on this machine. */
const localSchemes = ['usb', 'parallel', 'serial', 'file', 'hp', 'hpfax', 'cups-pdf', 'direct'];

export async function isAvailable(host: Host): Promise<boolean> {
  return await host.hasCommand('lpstat');
}

/** The queues of CUPS. lpstat(1) ends with 1 and says so when there is none, or no scheduler to ask. */
export async function collect(host: Host): Promise<InventorySections> {
  const known = await host.run('lpstat', ['-v']);
  if (known.exitCode !== 0) {
    if (/no destinations added/i.test(known.stderr)) return { PRINTERS: [] };
    throw new Error(`lpstat ended with ${known.exitCode}: ${known.stderr.trim()}`);
  }
  const details = parseDetails(await readLines(host, 'lpstat', ['-l', '-p']));
  const rows = [];
  for (const line of toLines(known.stdout)) {
    const [, name, uri] = /^device for (\S+): (\S+)$/.exec(line) ?? [];
    if (name === undefined || uri === undefined) continue;
    const scheme = uri.split(':')[0] ?? '';
    rows.push(
      toRow({
        NAME: name,
        DRIVER: await readDriver(host, name),
        PORT: hideCredentials(uri),
        DESCRIPTION: details.get(name)?.description,
        COMMENT: details.get(name)?.location,
        NETWORK: localSchemes.includes(scheme) ? 0 : 1,
      }),
    );
  }
  return { PRINTERS: rows };
}

/** `printer NAME is idle. …` and below it indented `Description: …` and `Location: …`. */
function parseDetails(lines: readonly string[]): Map<string, { description?: string; location?: string }> {
  const details = new Map<string, { description?: string; location?: string }>();
  let current: { description?: string; location?: string } = {};
  for (const line of lines) {
    const [, name] = /^printer (\S+) /.exec(line) ?? [];
    if (name !== undefined) {
      current = {};
      details.set(name, current);
    }
    const [, key, value] = /^\s+(Description|Location): (.+)$/.exec(line) ?? [];
    if (key === 'Description') current.description = value;
    if (key === 'Location') current.location = value;
  }
  return details;
}

async function readDriver(host: Host, name: string): Promise<string | undefined> {
  const text = await host.readText(`/etc/cups/ppd/${name}.ppd`);
  return /^\*NickName:\s*"(.+)"/m.exec(text ?? '')?.[1];
}
