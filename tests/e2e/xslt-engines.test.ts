import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getPeers } from '@popis/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadMapping } from '../../apps/connector/src/mapping/mapping-folder.ts';
import { toRecords } from '../../apps/connector/src/mapping/records.ts';
import { startEngine } from '../../apps/connector/src/mapping/start-engine.ts';
import type { XsltEngineName } from '../../apps/connector/src/mapping/xslt-engine.ts';

const root = path.resolve(import.meta.dirname, '../../mappings');
const samples: [mapping: string, sample: string][] = [];
for (const mapping of readdirSync(root)) {
  for (const sample of ['inventory-sample.xml', 'cmdbuild-sample.xml']) {
    if (existsSync(path.join(root, mapping, sample))) samples.push([mapping, sample]);
  }
}

async function transformWith(name: XsltEngineName, stylesheet: string, documents: readonly string[]) {
  const engine = await startEngine(name, stylesheet);
  try {
    return await Promise.all(documents.map((document) => engine.transform(document)));
  } finally {
    await engine.close();
  }
}

function sheet(body: string): string {
  return `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="exsl str">${body}</xsl:stylesheet>`;
}

/** What mappings of users do and the samples of ours do not. */
const idioms: Record<string, [stylesheet: string, document: string]> = {
  'cards without a root': [
    sheet('<xsl:template match="/"><A key="Code">1</A><B domain="D">2</B></xsl:template>'),
    '<inventory/>',
  ],
  'two-key sorting and numbering': [
    sheet(`<xsl:template match="/"><all><xsl:for-each select="//m"><xsl:sort select="@s"/><xsl:sort select="@n" data-type="number" order="descending"/>
      <m p="{position()}"><xsl:number value="position()" format="01"/><xsl:value-of select="concat(@s, @n)"/></m></xsl:for-each></all></xsl:template>`),
    '<a><m s="b" n="10"/><m s="a" n="9"/><m s="b" n="9"/><m s="a" n="10"/></a>',
  ],
  'sum and count over nothing, text and fractions': [
    sheet(
      `<xsl:template match="/"><r><xsl:value-of select="sum(//none)"/>|<xsl:value-of select="count(//m)"/>|<xsl:value-of select="sum(//m)"/>|<xsl:value-of select="sum(//t)"/>|<xsl:value-of select="0.1 + 0.2"/>|<xsl:value-of select="format-number(1234567.891, '#,##0.00')"/></r></xsl:template>`,
    ),
    '<a><m>1.5</m><m>2</m><t>No</t></a>',
  ],
  'letters beyond ASCII, markup and line ends': [
    sheet(
      '<xsl:template match="/"><r a="{a/@x}"><xsl:value-of select="translate(a, \'шđ\', \'ŠĐ\')"/></r></xsl:template>',
    ),
    '<a x="&quot;&lt;&#10;&#9;&amp;">Ђорђе шđ 😀 &lt;&amp;&gt;&#13;&#10;end</a>',
  ],
  'harmless extensions': [
    sheet(`<xsl:template match="/"><xsl:variable name="t"><x>1</x><x>2</x></xsl:variable>
      <r><xsl:value-of select="count(exsl:node-set($t)/x)"/><xsl:for-each select="str:tokenize('a b c')">[<xsl:value-of select="."/>]</xsl:for-each></r></xsl:template>`),
    '<a/>',
  ],
  'modes, recursion and attribute sets': [
    sheet(`<xsl:attribute-set name="d"><xsl:attribute name="domain">D</xsl:attribute></xsl:attribute-set>
      <xsl:template match="/"><r><xsl:apply-templates select="//n" mode="m"/></r></xsl:template>
      <xsl:template match="n" mode="m"><C xsl:use-attribute-sets="d"><xsl:call-template name="down"><xsl:with-param name="i" select="number(.)"/></xsl:call-template></C></xsl:template>
      <xsl:template name="down"><xsl:param name="i"/><xsl:if test="$i &gt; 0"><i><xsl:value-of select="$i"/></i><xsl:call-template name="down"><xsl:with-param name="i" select="$i - 1"/></xsl:call-template></xsl:if></xsl:template>`),
    '<a><n>3</n><n>0</n><n>2</n></a>',
  ],
};

describe('both XSLT engines', () => {
  beforeAll(() => void getPeers('xsltproc'));

  test.each(samples)('make the same of the mapping %s and its %s', async (name, sample) => {
    const { stylesheet, folder } = loadMapping(path.join(root, name));
    const document = readFileSync(path.join(folder, sample), 'utf8');

    const ours = await transformWith('libxslt-wasm', stylesheet, [document]);
    const theirs = await transformWith('xsltproc', stylesheet, [document]);

    expect(ours).toEqual(theirs);
  });

  test.each(Object.keys(idioms))('make the same of %s', async (name) => {
    const [stylesheet, document] = idioms[name] ?? ['', ''];

    const ours = await transformWith('libxslt-wasm', stylesheet, [document]);
    const theirs = await transformWith('xsltproc', stylesheet, [document]);

    expect(ours).toEqual(theirs);
    expect(ours[0]?.output.length).toBeGreaterThan(20);
  });

  test.each(['libxslt-wasm', 'xsltproc'] as const)(
    '%s lets a stylesheet compute which word is taken back',
    async (name) => {
      const body = `<xsl:template match="/device"><Computer key="Code"><Code><xsl:value-of select="@tag"/></Code>
        <RAM><xsl:if test="not(ram)"><xsl:attribute name="removed">true</xsl:attribute></xsl:if><xsl:value-of select="ram"/></RAM>
        </Computer></xsl:template>`;
      const documents = [
        '<device tag="A"><ram>1</ram></device>',
        '<device tag="B"><ram/></device>',
        '<device tag="C"/>',
      ];

      const results = await transformWith(name, sheet(body), documents);

      const classes = [{ name: 'Computer', attributes: ['Code', 'RAM'] }];
      expect(results.map(({ output }) => toRecords(output, classes, 'output').records[0])).toEqual([
        { class: 'Computer', key: { Code: 'A' }, attributes: { Code: 'A', RAM: '1' }, parts: [] },
        { class: 'Computer', key: { Code: 'B' }, attributes: { Code: 'B', RAM: '' }, parts: [] },
        { class: 'Computer', key: { Code: 'C' }, attributes: { Code: 'C' }, removed: ['RAM'], parts: [] },
      ]);
    },
  );

  test.each(['libxslt-wasm', 'xsltproc'] as const)(
    '%s fails a document that is not well-formed',
    async (name) => {
      const run = transformWith(name, sheet('<xsl:template match="/"/>'), ['<a>']);

      await expect(run).rejects.toMatchObject({ name: 'TransformationError' });
    },
  );

  test.each(['libxslt-wasm', 'xsltproc'] as const)(
    '%s fails on a function that does not exist',
    async (name) => {
      const run = transformWith(name, sheet('<xsl:template match="/"><r a="{nosuch()}"/></xsl:template>'), [
        '<a/>',
      ]);

      await expect(run).rejects.toMatchObject({ name: 'TransformationError' });
    },
  );

  test.each(['libxslt-wasm', 'xsltproc'] as const)(
    '%s refuses a stylesheet that does not compile, with file and line',
    async (name) => {
      const run = transformWith(name, sheet('\n<xsl:template match="/"><xsl:nosuch/></xsl:template>'), []);

      await expect(run).rejects.toMatchObject({
        name: 'InvalidInputError',
        faults: [{ path: 'transform.xsl:2', message: expect.stringContaining('nosuch') }],
      });
    },
  );
});
