import type { InventorySections, SectionRow } from '@popis/inventory-format';
import { type Host, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { hideCredentials } from '../../url-credentials.ts';

const folder = '/etc/apt/sources.list.d';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.list('/etc/apt')).length > 0;
}

/** sources.list(5) in both its formats; sources of source packages and switched off ones are left out. */
export async function collect(host: Host): Promise<InventorySections> {
  const rows = parseOneLine('/etc/apt/sources.list', await host.readText('/etc/apt/sources.list'));
  for (const name of await host.list(folder)) {
    const path = `${folder}/${name}`;
    if (name.endsWith('.list')) rows.push(...parseOneLine(path, await host.readText(path)));
    if (name.endsWith('.sources')) rows.push(...parseStanzas(path, await host.readText(path)));
  }
  return { REPOSITORY: rows };
}

/** `deb [option=value …] uri suite component …` */
function parseOneLine(path: string, text: string | undefined): SectionRow[] {
  const rows = [];
  for (const line of toLines(text)) {
    const [, uri, suite] = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+([^#]+)/.exec(line) ?? [];
    if (uri !== undefined) rows.push(toSource(path, uri, suite));
  }
  return rows;
}

/** deb822: `URIs`, `Suites` and `Components` hold lists; every pair of URI and suite is a source. */
function parseStanzas(path: string, text: string | undefined): SectionRow[] {
  const rows = [];
  for (const stanza of (text ?? '').split(/\n\s*\n/)) {
    const list = (name: string) => listValues(stanza, name);
    const isOff = list('Enabled')[0]?.toLowerCase() === 'no';
    if (isOff || !list('Types').includes('deb')) continue;
    for (const uri of list('URIs')) {
      for (const suite of list('Suites')) {
        rows.push(toSource(path, uri, [suite, ...list('Components')].join(' ')));
      }
    }
  }
  return rows;
}

function listValues(stanza: string, name: string): string[] {
  const value = new RegExp(`^${name}:((?:[^\\n]|\\n[ \\t])*)`, 'im').exec(stanza)?.[1] ?? '';
  return value.split(/\s+/).filter(Boolean);
}

function toSource(path: string, uri: string, suite: string | undefined): SectionRow {
  return toRow({ NAME: suite, BASEURL: hideCredentials(uri), FILENAME: path });
}
