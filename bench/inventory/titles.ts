import type { SectionRow } from '@popis/inventory-format';
import { type Random, randomOf } from './random.ts';

const publishers = [
  'Microsoft Corporation',
  'Adobe Inc.',
  'Google LLC',
  'Mozilla',
  'Oracle Corporation',
  'Intel Corporation',
  'HP Inc.',
  'Lenovo Group Limited',
  'The Document Foundation',
  'SAP SE',
  'Éditions Médiane',
  'Citrix Systems, Inc.',
] as const;
const kinds = ['Runtime', 'Reader', 'Update Helper', 'Driver', 'Client', 'SDK', 'Viewer', 'Toolkit'] as const;

interface Title {
  row: SectionRow;
  versions: readonly [string, ...string[]];
}

/** What is installed on the desktops of an organisation: 3,000 titles, each in one to five versions. */
const desktopTitles: readonly Title[] = Array.from({ length: 3_000 }, (_, index) => {
  const random = randomOf(7_919 + index);
  const publisher = random.pick(publishers);
  const version = () => `${random.int(1, 24)}.${random.int(0, 12)}.${random.int(0, 9_999)}`;
  return {
    row: {
      NAME: `${publisher.split(/[ ,]/)[0]} ${random.pick(kinds)} ${index}`,
      PUBLISHER: publisher,
      FOLDER: `C:\\Program Files\\${publisher.split(/[ ,]/)[0]}\\${index}`,
      GUID: `{${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}}`,
      LANGUAGE: random.pick(['English (United States)', 'French (France)', 'Neutral']),
      BITSWIDTH: random.pick(['32', '64']),
      FILENAME: 'N/A',
      FILESIZE: '0',
      FROM: 'registry',
      SOURCE: '0',
      INSTALLDATE: `2024/0${1 + (index % 9)}/1${index % 10} 00:00:00`,
    },
    versions: [version(), ...Array.from({ length: random.int(0, 4) }, version)],
  };
});

/** The packages of one release of a Linux distribution: the same version on every host. */
const packages: readonly Title[] = Array.from({ length: 1_500 }, (_, index) => {
  const random = randomOf(104_729 + index);
  return {
    row: {
      NAME: `lib${random.hex(5).toLowerCase()}-${index}`,
      COMMENTS: `shared library ${index} of the distribution, run-time files`,
      FILESIZE: String(1_024 * random.int(10, 9_000)),
      FROM: 'deb',
      ARCHITECTURE: 'amd64',
      PUBLISHER: 'Debian',
      INSTALLDATE: '2025/04/20 00:00:00',
    },
    versions: [`${random.int(0, 9)}.${random.int(0, 40)}-${random.int(1, 5)}`],
  };
});

/** So many different titles as one machine has them. */
export function installTitles(random: Random, from: 'desktop' | 'packages', count: number): SectionRow[] {
  const titles = from === 'desktop' ? desktopTitles : packages;
  const first = random.int(0, titles.length - 1);
  return Array.from({ length: count }, (_, index) => {
    const title = titles[(first + index * 7) % titles.length] ?? titles[0];
    if (title === undefined) throw new Error('no titles');
    return { ...title.row, VERSION: random.pick(title.versions) };
  });
}
