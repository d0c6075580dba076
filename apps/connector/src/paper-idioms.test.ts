import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinByPosition } from './extract/view-rows.ts';
import { mapMasters } from './map-masters.ts';
import { startLibxsltWasm } from './mapping/libxslt-wasm-engine.ts';
import type { XsltEngine } from './mapping/xslt-engine.ts';

// The expressions as the paper writes them: they reach all modules of the document, so they are right because a document
// holds one machine.
const stylesheet = `
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="/inventory"><cards><xsl:apply-templates select="device"/></cards></xsl:template>
  <xsl:template match="/inventory/device">
    <Computer key="Code" identify="code">
      <Code><xsl:value-of select="./tag"/></Code>
      <RAM><xsl:value-of select="sum(../memory/capacity)"/></RAM>
      <Slots><xsl:value-of select="count(../memory)"/></Slots>
    </Computer>
    <xsl:apply-templates select="../memory"/>
  </xsl:template>
  <xsl:template match="/inventory/memory">
    <Memory domain="ComputerMemory" domaindirection="directed" identify="code,capacity">
      <Code><xsl:value-of select="concat(../device/tag, '/', ./numslots)"/></Code>
      <Capacity><xsl:value-of select="./capacity"/></Capacity>
    </Memory>
  </xsl:template>
</xsl:stylesheet>`;

const classes = [
  { name: 'Computer', attributes: ['Code', 'RAM', 'Slots'] },
  { name: 'Memory', attributes: ['Code', 'Capacity'] },
];
const device = { name: 'CMDBuild_device', columns: ['device', 'TAG', 'MEMORY'] };
const memory = { name: 'CMDBuild_memory', columns: ['HARDWARE_ID', 'CAPACITY', 'NUMSLOTS'] };

let engine: XsltEngine;
beforeAll(async () => {
  engine = await startLibxsltWasm(stylesheet, 10_000);
});
afterAll(() => engine.close());

test('sum(../memory/capacity) and count(../memory) take the modules of one machine, though many are read at once', async () => {
  const masters = joinByPosition(
    {
      ...device,
      rows: [
        ['1', 'PC-1', '1'],
        ['2', 'PC-2', '2'],
        ['3', 'PC-3', '3'],
      ],
    },
    [
      {
        ...memory,
        rows: [
          ['1', '1024', '1'],
          ['2', '2048', '1'],
          ['2', '4096', '2'],
        ],
      },
    ],
  );

  const { records, rejected } = await mapMasters(masters, engine, { classes, described: [], domains: [] });

  expect(rejected).toEqual([]);
  expect(records.map(({ attributes }) => attributes)).toEqual([
    { Code: 'PC-1', RAM: '1024', Slots: '1' },
    { Code: 'PC-2', RAM: '6144', Slots: '2' },
    { Code: 'PC-3', RAM: '0', Slots: '0' },
  ]);
  expect(records.map(({ parts }) => parts?.map((part) => part.attributes.Code))).toEqual([
    ['PC-1/1'],
    ['PC-2/1', 'PC-2/2'],
    [],
  ]);
});
