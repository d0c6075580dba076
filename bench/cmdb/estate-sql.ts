/** A part of the generation. */
export interface EstateStep {
  name: string;
  sql: string;
}

/** Which share of all cards each class has: a computer in ten, each with some parts. */
export const shares: Readonly<Record<string, number>> = {
  Building: 0.0002,
  Floor: 0.002,
  Room: 0.02,
  Workspace: 0.05,
  Sector: 0.001,
  Employee: 0.05,
  Supplier: 0.0018,
  Contract: 0.005,
  Computer: 0.1,
  Monitor: 0.12,
  Memory: 0.35,
  Storage: 0.25,
  Printer: 0.02,
  NetworkDevice: 0.01,
  Software: 0.02,
};

const classes = Object.keys(shares);

/** `$n` is the card's number within its class; `roll(salt, k)` gives one of 0 … k-1 that looks random and never changes. */
const attributesOf: Readonly<Record<string, string>> = {
  Building: "'City', 'City ' || roll(1, 9), 'Address', n || ' Long Street'",
  Floor: "'Level', n % 10",
  Room: "'Kind', (ARRAY['office','office','meeting-room','store-room'])[1 + roll(1, 4)]",
  Employee:
    "'FirstName', 'First' || roll(1, 300), 'LastName', 'Last' || roll(2, 5000), 'JobTitle', 'Job ' || roll(3, 40), 'Email', 'e' || n || '@example.org'",
  Contract:
    "'Kind', 'maintenance', 'StartDate', day(2020, roll(1, 1500)), 'EndDate', day(2026, roll(2, 1500)), 'Amount', roll(3, 90000)",
  Computer: `${item()}, 'Workgroup', 'WG' || roll(5, 20), 'IPAddress', '10.' || roll(6, 200) || '.' || roll(7, 250) || '.' || roll(8, 250),
    'MACAddress', '02:00:' || substr(md5(n::text), 1, 2) || ':' || substr(md5(n::text), 3, 2) || ':' || substr(md5(n::text), 5, 2) || ':01',
    'OS', (ARRAY['Debian GNU/Linux','Microsoft Windows 11 Pro','Microsoft Windows 10 Pro','Ubuntu'])[1 + roll(9, 4)],
    'OSVersion', (10 + roll(10, 4))::text, 'RAM', 4096 * (1 + roll(11, 16)), 'Processor', 'Processor ' || roll(12, 60),
    'ProcessorCount', 1 + roll(13, 4), 'ProcessorSpeed', 2000 + 100 * roll(14, 20), 'UUID', md5('u' || n)::uuid::text,
    'LastInventoryAt', to_char(timestamp '2026-11-01' + roll(15, 2000000) * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
  Monitor: `${item()}, 'Caption', 'Screen ' || roll(5, 90), 'Type', 'LCD'`,
  Memory: `${item()}, 'Caption', 'DIMM ' || roll(5, 8), 'Capacity', 2048 * (1 + roll(6, 8)), 'Type', 'DDR' || (3 + roll(7, 3)), 'NumSlot', roll(8, 4), 'Speed', '3200'`,
  Storage: `${item()}, 'MediaType', (ARRAY['SSD','HDD'])[1 + roll(5, 2)], 'Size', 128000 * (1 + roll(6, 16)), 'Firmware', 'F' || roll(7, 50)`,
  Printer: item(),
  NetworkDevice: `${item()}, 'Kind', 'switch', 'Ports', 24`,
  Software: "'Publisher', 'Publisher ' || roll(1, 200), 'Version', roll(2, 20) || '.' || roll(3, 50)",
};

function item(): string {
  return `'Manufacturer', 'Maker ' || roll(20, 20), 'Model', 'Model ' || roll(21, 200), 'SerialNumber', upper(substr(md5('s' || n), 1, 12)),
    'Status', (ARRAY['in-use','in-use','in-use','in-stock','in-repair'])[1 + roll(22, 5)], 'Purpose', 'Purpose ' || roll(23, 30),
    'PurchaseDate', day(2018, roll(24, 2900)), 'ServiceUntil', day(2025, roll(25, 2900))`;
}

/** `[domain, source class, target class, pairs as a query of columns s and t over counts]`. */
type Links = readonly [domain: string, source: string, target: string, pairs: (count: Counts) => string];
type Counts = (className: string) => number;

/** Each of `many` hangs on one of the other class, spread evenly. */
function each(many: string, one: string, manyIs: 's' | 't'): (count: Counts) => string {
  const oneIs = manyIs === 's' ? 't' : 's';
  return (count) =>
    `SELECT n AS ${manyIs}, 1 + (n - 1) % ${count(one)} AS ${oneIs} FROM generate_series(1, ${count(many)}) AS n`;
}

const links: readonly Links[] = [
  ['BuildingFloors', 'Building', 'Floor', each('Floor', 'Building', 't')],
  ['FloorRooms', 'Floor', 'Room', each('Room', 'Floor', 't')],
  ['RoomWorkspaces', 'Room', 'Workspace', each('Workspace', 'Room', 't')],
  ['SectorEmployees', 'Sector', 'Employee', each('Employee', 'Sector', 't')],
  ['EmployeeWorkspaces', 'Employee', 'Workspace', each('Employee', 'Workspace', 's')],
  ['SupplierContracts', 'Supplier', 'Contract', each('Contract', 'Supplier', 't')],
  ['RoomItems', 'Room', 'Computer', each('Computer', 'Room', 't')],
  ['RoomItems', 'Room', 'Printer', each('Printer', 'Room', 't')],
  ['WorkspaceItems', 'Workspace', 'Computer', each('Computer', 'Workspace', 't')],
  ['ItemResponsible', 'Computer', 'Employee', each('Computer', 'Employee', 's')],
  ['SupplierItems', 'Supplier', 'Computer', each('Computer', 'Supplier', 't')],
  ['ComputerMonitors', 'Computer', 'Monitor', each('Monitor', 'Computer', 't')],
  ['ComputerMemory', 'Computer', 'Memory', each('Memory', 'Computer', 't')],
  ['ComputerStorage', 'Computer', 'Storage', each('Storage', 'Computer', 't')],
  ['NetworkDeviceItems', 'NetworkDevice', 'Computer', each('Computer', 'NetworkDevice', 't')],
  ['ItemDependencies', 'Computer', 'NetworkDevice', each('Computer', 'NetworkDevice', 's')],
  [
    'ComputerSoftware',
    'Computer',
    'Software',
    // Ten titles a computer, no pair twice.
    (count) =>
      `SELECT DISTINCT n AS s, 1 + (n * 7 + k * 13) % ${count('Software')} AS t
       FROM generate_series(1, ${count('Computer')}) AS n, generate_series(1, 10) AS k`,
  ],
];

const prelude = `
  CREATE SCHEMA IF NOT EXISTS bench;
  CREATE OR REPLACE FUNCTION bench.pick(n bigint, salt integer, k integer) RETURNS integer IMMUTABLE LANGUAGE sql
    AS $$ SELECT (hashint8(n * 64 + salt)::bigint + 2147483648)::bigint % k $$;
  CREATE OR REPLACE FUNCTION bench.day(year integer, days integer) RETURNS text IMMUTABLE LANGUAGE sql
    AS $$ SELECT to_char(make_date(year, 1, 1) + days, 'YYYY-MM-DD') $$;
  -- A UUID of version 7 whose time says the kind and whose end says the number.
  CREATE OR REPLACE FUNCTION bench.id(kind integer, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
    AS $$ SELECT (lpad(to_hex(26214400 + kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
  -- The nights on which everything changed, a batch of cards a change.
  CREATE OR REPLACE FUNCTION bench.night(round integer, batch integer) RETURNS timestamptz IMMUTABLE LANGUAGE sql
    AS $$ SELECT timestamptz '2026-01-01 02:00:00+00' + round * interval '28 days' + batch * interval '1 second' $$;
`;

/** Cards that share a change. */
const batch = 1_000;
const changeKind = 900;

/** Every step that makes an estate of so many cards, each of which has `rounds` past versions. */
export function estateSteps(cards: number, rounds: number): EstateStep[] {
  const count: Counts = (className) => Math.max(1, Math.round(cards * (shares[className] ?? 0)));
  const batches = Math.ceil(cards / batch) + classes.length;
  const steps: EstateStep[] = [{ name: 'functions', sql: prelude }, changes(rounds, batches)];
  for (const [kind, className] of classes.entries()) steps.push(standing(className, kind, count, rounds));
  for (const [index, link] of links.entries()) steps.push(related(link, index, count));
  for (let round = 0; round < rounds; round += 1) steps.push(past(round));
  return steps;
}

function changes(rounds: number, batches: number): EstateStep {
  return {
    name: 'changes',
    sql: `INSERT INTO source (name, description) VALUES ('bench', 'A made-up estate') ON CONFLICT DO NOTHING;
      INSERT INTO change (id, at, actor, source, reason, hash)
      SELECT bench.id(${changeKind} + round, batch), bench.night(round, batch), 'popis', 'bench', 'made up', '\\x00'
      FROM generate_series(0, ${rounds}) AS round, generate_series(0, ${batches}) AS batch`,
  };
}

function standing(className: string, kind: number, count: Counts, rounds: number): EstateStep {
  const values = (attributesOf[className] ?? '').replaceAll(/\b(roll|day)\(/g, (word) =>
    word === 'day(' ? 'bench.day(' : 'bench.pick(n, ',
  );
  // Classes follow one another in the batches, so that a change touches one class.
  const first = classes.slice(0, kind).reduce((sum, before) => sum + Math.ceil(count(before) / batch), 0);
  const batchOf = `${first} + (n - 1)::integer / ${batch}`;
  return {
    name: `cards of ${className}`,
    sql: `INSERT INTO card (class_id, id, code, description, attributes, provenance, valid_from, change_id, revision)
      SELECT class.id, bench.id(${kind}, n), '${className.toUpperCase()}-' || lpad(n::text, 7, '0'),
        '${className} number ' || n, made.attributes,
        (SELECT coalesce(jsonb_object_agg(name, jsonb_build_object('source', 'bench', 'runId', null, 'at', '2026-11-01T02:00:00.000Z')), '{}')
         FROM jsonb_object_keys(made.attributes) AS name),
        bench.night(${rounds}, ${batchOf}), bench.id(${changeKind + rounds}, ${batchOf}), bench.id(${changeKind + rounds}, ${batchOf})
      FROM class, generate_series(1, ${count(className)}) AS n, LATERAL (SELECT jsonb_build_object(${values}) AS attributes) AS made
      WHERE class.name = '${className}'`,
  };
}

function related([domain, source, target, pairs]: Links, index: number, count: Counts): EstateStep {
  const kinds = { source: classes.indexOf(source), target: classes.indexOf(target) };
  return {
    name: `relations ${domain} of ${source} and ${target}`,
    sql: `INSERT INTO relation (id, domain_id, source_class, source_id, target_class, target_id, attributes, provenance,
        source_once, target_once, valid_from, change_id)
      SELECT bench.id(${100 + index}, row_number() OVER ()), domain.id, source.id, bench.id(${kinds.source}, pair.s), target.id,
        bench.id(${kinds.target}, pair.t), '{}', '{"source":"bench","runId":null,"at":"2026-01-01T02:00:00.000Z"}',
        domain.source_once, domain.target_once, bench.night(0, 0), bench.id(${changeKind}, 0)
      FROM domain, class AS source, class AS target, (${pairs(count)}) AS pair
      WHERE domain.name = '${domain}' AND source.name = '${source}' AND target.name = '${target}'`,
  };
}

/** The versions of one night, until the next one: an inventory time, a purpose and the description differ. */
function past(round: number): EstateStep {
  return {
    name: `versions of night ${round}`,
    sql: `INSERT INTO card_history (class_id, id, code, description, attributes, provenance, valid_from, change_id, valid_to,
        ended_change_id, retired)
      SELECT card.class_id, card.id, card.code, card.description || ', version ${round}',
        card.attributes || CASE WHEN card.attributes ? 'Purpose' THEN '{"Purpose": "Purpose of night ${round}"}'::jsonb ELSE '{}' END,
        card.provenance, bench.night(${round}, change.batch), bench.id(${changeKind + round}, change.batch),
        bench.night(${round + 1}, change.batch), bench.id(${changeKind + round + 1}, change.batch), false
      FROM card, LATERAL (SELECT ('x' || right(card.change_id::text, 12))::bit(48)::bigint::integer AS batch) AS change`,
  };
}
