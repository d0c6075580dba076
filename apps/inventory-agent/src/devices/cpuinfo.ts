/** One physical processor as `/proc/cpuinfo` shows it. */
export interface ProcessorPackage {
  /** Number of the package; `0` where the kernel gives none. */
  id: string;
  manufacturer?: string;
  name?: string;
  cores?: number;
  threads: number;
  /** MHz that the name states, as Intel's do. */
  nominalMHz?: number;
  /** MHz of the moment. */
  measuredMHz?: number;
  flags: ReadonlySet<string>;
}

const manufacturers: Readonly<Record<string, string>> = {
  GenuineIntel: 'Intel',
  AuthenticAMD: 'AMD',
  HygonGenuine: 'Hygon',
  CentaurHauls: 'VIA',
  '0x41': 'ARM',
  '0x42': 'Broadcom',
  '0x43': 'Cavium',
  '0x46': 'Fujitsu',
  '0x48': 'HiSilicon',
  '0x4e': 'NVIDIA',
  '0x51': 'Qualcomm',
  '0x61': 'Apple',
  '0xc0': 'Ampere',
};

/** CPU part numbers of ARM's own cores. */
const armParts: Readonly<Record<string, string>> = {
  '0xd03': 'Cortex-A53',
  '0xd05': 'Cortex-A55',
  '0xd07': 'Cortex-A57',
  '0xd08': 'Cortex-A72',
  '0xd09': 'Cortex-A73',
  '0xd0a': 'Cortex-A75',
  '0xd0b': 'Cortex-A76',
  '0xd0c': 'Neoverse-N1',
  '0xd0d': 'Cortex-A77',
  '0xd40': 'Neoverse-V1',
  '0xd41': 'Cortex-A78',
  '0xd49': 'Neoverse-N2',
  '0xd4f': 'Neoverse-V2',
};

type Fields = ReadonlyMap<string, string>;

/** The packages in the text of `/proc/cpuinfo`, whose fields differ from architecture to architecture. */
export function listPackages(text: string, architecture: string): ProcessorPackage[] {
  const byPackage = new Map<string, Fields[]>();
  const threads = text.split('\n\n').map(parseFields);
  for (const fields of threads) {
    if (!fields.has('processor')) continue;
    const id = fields.get('physical id') ?? '0';
    byPackage.set(id, [...(byPackage.get(id) ?? []), fields]);
  }
  const packages: ProcessorPackage[] = [];
  for (const [id, members] of byPackage) packages.push(toPackage(id, members, architecture));
  return packages;
}

function parseFields(block: string): Fields {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    if (colon > 0 && value !== '') fields.set(line.slice(0, colon).trim(), value);
  }
  return fields;
}

function toPackage(id: string, members: readonly Fields[], architecture: string): ProcessorPackage {
  const [first = new Map<string, string>()] = members;
  const maker = first.get('vendor_id') ?? first.get('CPU implementer') ?? '';
  const name = toName(first, architecture);
  const coreIds = new Set(members.map((fields) => fields.get('core id')));
  const cores = Number(first.get('cpu cores') ?? (coreIds.has(undefined) ? members.length : coreIds.size));
  const measured = Number.parseFloat(first.get('cpu MHz') ?? first.get('clock') ?? '');
  return {
    id,
    manufacturer: manufacturers[maker] ?? (maker === '' ? undefined : maker),
    name,
    cores,
    threads: members.length,
    nominalMHz: toNominalMHz(name),
    measuredMHz: Number.isFinite(measured) ? Math.round(measured) : undefined,
    flags: new Set((first.get('flags') ?? first.get('Features') ?? '').split(' ')),
  };
}

function toName(fields: Fields, architecture: string): string | undefined {
  const given = fields.get('model name') ?? fields.get('cpu') ?? fields.get('uarch');
  if (given !== undefined) return given.replace(/\s+/g, ' ');
  const part = fields.get('CPU part');
  if (part === undefined) return architecture;
  return fields.get('CPU implementer') === '0x41' ? (armParts[part] ?? `ARM part ${part}`) : `Part ${part}`;
}

/** `… CPU @ 2.60GHz` */
function toNominalMHz(name: string | undefined): number | undefined {
  const [, amount, unit] = /@ ([\d.]+)\s?([GM])Hz/.exec(name ?? '') ?? [];
  if (amount === undefined) return undefined;
  return Math.round(Number(amount) * (unit === 'G' ? 1000 : 1));
}
