import { describe, expect, test } from 'vitest';
import { toHeldRecords, toRecords } from './records.ts';

const classes = [
  { name: 'Computer', attributes: ['Code', 'Description', 'RAM'] },
  { name: 'Memory', attributes: ['Code', 'Capacity', 'Type'] },
];

function map(xml: string) {
  return toRecords(xml, classes, 'cards');
}

const part =
  '<Memory domain="ComputerMemory" domaindirection="directed" identify="Code"><Code>M1</Code></Memory>';

describe('records', () => {
  test('come from groups of cards', () => {
    const { records, rejected } = map(`<?xml version="1.0"?><cards><group master="PC-1">
      <Computer key="Code" identify="Code"><Code>PC-1</Code><RAM>4096</RAM></Computer>${part}</group></cards>`);

    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        class: 'Computer',
        key: { Code: 'PC-1' },
        attributes: { Code: 'PC-1', RAM: '4096' },
        parts: [
          {
            domain: 'ComputerMemory',
            direction: 'directed',
            class: 'Memory',
            identify: ['Code'],
            attributes: { Code: 'M1' },
          },
        ],
      },
    ]);
  });

  test("come from the paper's own form, cards side by side and without a root, parts on either side", () => {
    const { records } = map(
      `<?xml version="1.0"?>\n${part}<Computer key="Code"><Code>PC-1</Code></Computer>${part}`,
    );

    expect(records.map((record) => [record.key, record.parts.length])).toEqual([[{ Code: 'PC-1' }, 2]]);
  });

  test('of several masters side by side own the parts that follow them', () => {
    const { records, rejected } = map(
      `<all><Computer key="Code"><Code>A</Code></Computer>${part}${part}<Computer key="Code"><Code>B</Code></Computer>${part}</all>`,
    );

    expect(rejected).toEqual([]);
    expect(records.map((record) => [record.key.Code, record.parts.length])).toEqual([
      ['A', 2],
      ['B', 1],
    ]);
  });

  test('are named as the schema spells them', () => {
    const { records } = map(
      `<COMPUTER key="code" identify="CODE"><code>PC-1</code><ram>1</ram></COMPUTER>
       <memory Domain="ComputerMemory" DomainDirection="directed" Identify="code,TYPE"><CODE>M</CODE><type>DDR2</type></memory>`,
    );

    expect(records[0]).toMatchObject({
      class: 'Computer',
      key: { Code: 'PC-1' },
      attributes: { Code: 'PC-1', RAM: '1' },
      parts: [{ class: 'Memory', identify: ['Code', 'Type'], attributes: { Code: 'M', Type: 'DDR2' } }],
    });
  });

  test('carry nothing that the schema does not list', () => {
    const { records } = map(
      `<Computer key="Code"><Code>A</Code><Room>12</Room></Computer>
       <Printer domain="ComputerPrinters" identify="Code"><Code>P</Code></Printer>`,
    );

    expect(records[0]?.attributes).toEqual({ Code: 'A' });
    expect(records[0]?.parts).toEqual([]);
  });

  test.each([
    ['directed', 'directed'],
    ['inverted', 'inverted'],
    ['sideways', 'inverted'],
  ])('read domaindirection %s as %s', (given, expected) => {
    const { records } = map(
      `<Computer key="Code"><Code>A</Code></Computer>
       <Memory domain="D" domaindirection="${given}" identify="Code"><Code>M</Code></Memory>`,
    );

    expect(records[0]?.parts[0]?.direction).toBe(expected);
  });

  test('read an absent domaindirection as inverted', () => {
    const { records } = map(
      `<Computer key="Code"><Code>A</Code></Computer><Memory domain="D" identify="Code"><Code>M</Code></Memory>`,
    );

    expect(records[0]?.parts[0]?.direction).toBe('inverted');
  });

  test('take identifiers for identify, and know what is shared', () => {
    const { records } = map(
      `<Computer key="Code"><Code>A</Code></Computer>
       <Memory domain="D" identifiers="Code, Type" isshared="TRUE"><Code>M</Code><Type/></Memory>`,
    );

    expect(records[0]?.parts[0]).toMatchObject({ identify: ['Code', 'Type'], shared: true });
  });

  test('keep an empty element as an empty text, and say nothing of an absent one', () => {
    const { records } = map('<Computer key="Code"><Code>A</Code><Description/></Computer>');

    expect(records[0]?.attributes).toEqual({ Code: 'A', Description: '' });
  });

  test('tell absent, empty and removed apart, on masters and on parts', () => {
    const { records, rejected } = map(
      `<Computer key="Code"><Code>A</Code><Description removed="false"/><RAM Removed="TRUE"> </RAM></Computer>
       <Memory domain="D" identify="Code"><Code>M</Code><Type/><Capacity removed="true"/></Memory>`,
    );

    expect(rejected).toEqual([]);
    expect(records).toMatchObject([
      {
        attributes: { Code: 'A', Description: '' },
        removed: ['RAM'],
        parts: [{ attributes: { Code: 'M', Type: '' }, removed: ['Capacity'] }],
      },
    ]);
  });

  test('with an empty key go on to the CMDB, which puts them before a person', () => {
    const { records, rejected } = map('<Computer key="Code"><Code> </Code><RAM>1</RAM></Computer>');

    expect(rejected).toEqual([]);
    expect(records).toEqual([{ class: 'Computer', key: { Code: ' ' }, attributes: { RAM: '1' }, parts: [] }]);
  });

  test('carry evidence of the hardware, each address once', () => {
    const { records } = map(
      `<Computer key="Code" serial=" S1 " uuid="" macs="aa:bb  cc:dd, aa:bb"><Code>A</Code></Computer>`,
    );

    expect(records[0]?.evidence).toEqual({ serial: 'S1', macs: ['aa:bb', 'cc:dd'] });
  });

  test("use the CMDB's spelling of a domain", () => {
    const xml = `<Computer key="Code"><Code>A</Code></Computer>${part}`;

    const { records } = toRecords(xml, classes, 'cards', ['computermemory']);

    expect(records[0]?.parts[0]?.domain).toBe('computermemory');
  });
});

describe('a faulty group', () => {
  test('is rejected with its key, file and line, and the others go on', () => {
    const { records, rejected } = map(`<cards>
<group><Computer key="Code"><Code>A</Code></Computer>
<Memory domain="D" identify="Code,NumSlot"><Code>M</Code></Memory></group>
<group><Computer key="Code"><Code>B</Code></Computer></group>
</cards>`);

    expect(records.map((record) => record.key)).toEqual([{ Code: 'B' }]);
    expect(rejected).toEqual([
      {
        key: { Code: 'A' },
        faults: [
          {
            path: 'cards:3',
            message: 'identify names NumSlot, which cmdbuild-schema.xml does not list for Memory',
          },
        ],
      },
    ]);
  });

  test('gets all its faults at once', () => {
    const { rejected } = map(`<Computer key="Code"><Code>A</Code><code>B</code></Computer>
<Memory domain="D" identify="Type"><Code>M</Code></Memory>
<Memory><Code>M</Code></Memory>`);

    expect(rejected[0]?.faults).toEqual([
      { path: 'cards:1', message: 'Computer says Code twice' },
      { path: 'cards:2', message: 'identify names Type, which this Memory does not have' },
      { path: 'cards:2', message: 'identify of Memory names no attribute' },
      { path: 'cards:3', message: 'Memory has neither key (a master) nor domain (a part)' },
    ]);
  });

  test('tells by line and key what is taken back and cannot be', () => {
    const { rejected } = map(`<Computer key="Code"><Code>A</Code>
<RAM removed="true">4096</RAM>
<Description removed="yes"/>
</Computer>
<Memory domain="D" identify="Code,Type"><Code>M</Code><Type removed="true"/></Memory>
<Memory domain="D" identify="Code" isreference="true"><Code>M</Code><Type removed="true"/></Memory>`);

    expect(rejected).toEqual([
      {
        key: { Code: 'A' },
        faults: [
          { path: 'cards:2', message: 'Computer takes RAM back and gives it a value: it must be empty' },
          {
            path: 'cards:3',
            message: 'Computer says removed="yes" of Description: it must be true or false',
          },
          { path: 'cards:5', message: 'identify names Type, which this Memory takes back' },
          {
            path: 'cards:6',
            message: 'Memory, a reference, can take nothing back: no value of its card is written',
          },
        ],
      },
    ]);
  });

  test.each([
    ['a part without a master', part, 'this Memory has no master'],
    [
      'a master of no listed class',
      '<Server key="Code"><Code>A</Code></Server>',
      'the class Server is not listed',
    ],
    ['a key of no listed attribute', '<Computer key="Tag"><Code>A</Code></Computer>', 'key names Tag'],
    [
      'a key of two attributes',
      '<Computer key="Code,RAM"><Code>A</Code><RAM>1</RAM></Computer>',
      'must name one',
    ],
  ])('may be %s', (_what, xml, message) => {
    const { records, rejected } = map(xml);

    expect(records).toEqual([]);
    expect(rejected.flatMap((each) => each.faults.map((fault) => fault.message)).join()).toContain(message);
  });

  test('is one with all its parts when its key is wrong', () => {
    const { rejected } = map(`<Computer key="Tag"><Code>A</Code></Computer>${part}${part}`);

    expect(rejected).toHaveLength(1);
  });

  test('is not well-formed output', () => {
    expect(() => map('<cards><group></cards>')).toThrow('not well-formed');
  });

  test('is not an empty output: a stylesheet may pass over a machine', () => {
    expect(map('<cards side="inventory"/>')).toEqual({ records: [], rejected: [] });
    expect(map('')).toEqual({ records: [], rejected: [] });
  });
});

test('what the CMDB holds comes with the ids of its cards', () => {
  const held = toHeldRecords(
    `<cards side="cmdbuild"><group><Computer key="Code" objid="504256"><Code>A</Code></Computer>
     <Memory domain="D" identify="Code" objid="504301"><Code>M</Code></Memory></group></cards>`,
    classes,
    'cards',
  );

  expect(held).toMatchObject([{ id: '504256', partIds: ['504301'], key: { Code: 'A' } }]);
});
