import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What is in the files beside the employees. */
const BUILDINGS = 40;
const FLOORS = 200;
const ROOMS = 2_000;
const SUPPLIERS = 100;
const CONTRACTS = 2_000;
/** Sectors of a tree that stand right below one. */
const BELOW = 8;

/** How large an organisation is, and what is otherwise than at first. */
export interface Organisation {
  employees: number;
  sectors: number;
  /** Each sector is part of the one before it, rather than all of a tree. */
  chain: boolean;
  /** One employee in so many has another job, telephone and sector; 0 = none. */
  changedEvery: number;
  /** Whether a sector of the middle is part of another one. */
  sectorMoved: boolean;
}

type Line = readonly string[];

/** The files of a folder by their names, each with its heading first. */
export function makeFiles(organisation: Organisation): Map<string, Line[]> {
  const { employees, sectors } = organisation;
  const { chain, sectorMoved } = organisation;
  const moved = sectorMoved ? Math.ceil(sectors / 2) : 0;
  const above = (n: number) => {
    if (n === 1) return '';
    if (n === moved) return sectorCode(1);
    return sectorCode(chain ? n - 1 : Math.floor((n - 2) / BELOW) + 1);
  };
  return new Map([
    // what refers comes first: the order has to make no difference
    ['employees.csv', makeEmployees(employees, sectors, organisation.changedEvery)],
    [
      'sectors.csv',
      [['Code', 'Name', 'Part of'], ...listOf(sectors, (n) => [sectorCode(n), `Sector no ${n}`, above(n)])],
    ],
    [
      'buildings.csv',
      [
        ['Code', 'Name', 'Address', 'City'],
        ...listOf(BUILDINGS, (n) => [`B-${n}`, `Building no ${n}`, `Bulevar ${n}`, 'Novi Sad']),
      ],
    ],
    [
      'floors.csv',
      [
        ['Code', 'Name', 'Building', 'Level'],
        ...listOf(FLOORS, (n) => [`F-${n}`, `Floor no ${n}`, `B-${(n % BUILDINGS) + 1}`, String(n % 5)]),
      ],
    ],
    [
      'rooms.csv',
      [
        ['Code', 'Name', 'Floor', 'Kind'],
        ...listOf(ROOMS, (n) => [`R-${n}`, `Room no ${n}`, `F-${(n % FLOORS) + 1}`, 'office']),
      ],
    ],
    [
      'suppliers.csv',
      [['Code', 'Name', 'Address'], ...listOf(SUPPLIERS, (n) => [`D-${n}`, `Supplier no ${n}`, `Trg ${n}`])],
    ],
    [
      'contracts.csv',
      [
        ['Code', 'Name', 'Kind', 'Supplier', 'Start', 'End', 'Amount', 'Currency'],
        ...listOf(CONTRACTS, (n) => [
          `U-${n}`,
          `Maintenance no ${n}`,
          'maintenance',
          `D-${(n % SUPPLIERS) + 1}`,
          '2026-01-01',
          '2027-12-31',
          `${n}.50`,
          'RSD',
        ]),
      ],
    ],
  ]);
}

/** Writes them, and gives the address by which the connector reads the folder. */
export async function writeFiles(folder: string, organisation: Organisation): Promise<string> {
  const files = makeFiles(organisation);
  for (const [name, lines] of files) {
    await writeFile(path.join(folder, name), `${lines.map((line) => line.join(',')).join('\n')}\n`, {
      mode: 0o644,
    });
  }
  return `file://${folder}?files=${[...files.keys()].join(',')}`;
}

function makeEmployees(employees: number, sectors: number, changedEvery: number): Line[] {
  const heading = ['Code', 'First name', 'Last name', 'Job title', 'Email', 'Phone', 'Sector'];
  const lines = listOf(employees, (n) => {
    const isChanged = changedEvery > 0 && n % changedEvery === 0;
    return [
      `E-${n}`,
      `Name${n % 997}`,
      `Surname${n}`,
      isChanged ? 'Adviser' : 'Clerk',
      `e${n}@example.org`,
      isChanged ? `022/${n}` : `021/${n}`,
      sectorCode(((n + (isChanged ? 1 : 0)) % sectors) + 1),
    ];
  });
  return [heading, ...lines];
}

function sectorCode(n: number): string {
  return `S-${n}`;
}

function listOf(length: number, make: (n: number) => Line): Line[] {
  return Array.from({ length }, (_none, index) => make(index + 1));
}
