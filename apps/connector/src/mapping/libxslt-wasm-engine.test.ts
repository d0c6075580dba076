import { afterEach, describe, expect, test } from 'vitest';
import { startLibxsltWasm } from './libxslt-wasm-engine.ts';
import type { XsltEngine } from './xslt-engine.ts';

const engines: XsltEngine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});

async function start(body: string, timeLimitMs = 5_000, attributes = ''): Promise<XsltEngine> {
  const engine = await startLibxsltWasm(
    `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"${attributes}>
      <xsl:output omit-xml-declaration="yes"/>${body}</xsl:stylesheet>`,
    timeLimitMs,
  );
  engines.push(engine);
  return engine;
}

/** One stylesheet for good and bad documents: `<a><trap/></a>` recurses, `<a><loop/></a>` takes very long. */
const moody = `
  <xsl:template match="/"><xsl:apply-templates/></xsl:template>
  <xsl:template match="trap"><xsl:call-template name="deep"><xsl:with-param name="n" select="1"/></xsl:call-template></xsl:template>
  <xsl:template name="deep"><xsl:param name="n"/><x><xsl:call-template name="deep"><xsl:with-param name="n" select="$n + 1"/></xsl:call-template></x></xsl:template>
  <xsl:template match="loop"><xsl:value-of select="count(//*[count(//*[count(//*[count(//*) &gt; 0]) &gt; 0]) &gt; 0])"/></xsl:template>
  <xsl:template match="b"><B><xsl:value-of select="."/></B></xsl:template>`;

const slow = `<a>${'<c/>'.repeat(400)}<loop/></a>`;

describe('libxslt-wasm', () => {
  test('transforms, and passes on what the stylesheet says', async () => {
    const engine = await start(
      '<xsl:template match="/"><xsl:message>seen</xsl:message><A><xsl:value-of select="a"/></A></xsl:template>',
    );

    expect(await engine.transform('<a>ü</a>')).toEqual({ output: '<A>ü</A>\n', messages: ['seen'] });
  });

  test('keeps the order of many documents at once', async () => {
    const engine = await start(moody);
    const given = Array.from({ length: 100 }, (_each, index) => `<b>${index}</b>`);

    const results = await Promise.all(given.map((document) => engine.transform(document)));

    expect(results.map((result) => result.output.trim())).toEqual(
      given.map((document) => document.toUpperCase()),
    );
  });

  test('fails one document that is not well-formed, and no other', async () => {
    const engine = await start(moody);

    const results = await Promise.allSettled(
      ['<b>1</b>', '<b>', '<b>2</b>'].map((each) => engine.transform(each)),
    );

    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('replaces its thread after a trap and goes on with the documents behind it', async () => {
    const engine = await start(moody);
    const given = ['<b>1</b>', '<a><trap/></a>', '<b>2</b>', '<a><trap/></a>', '<b>3</b>'];

    const results = await Promise.allSettled(given.map((each) => engine.transform(each)));

    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await engine.transform('<b>4</b>')).output.trim()).toBe('<B>4</B>');
  });

  test('gives up a document that takes too long and goes on with the documents behind it', async () => {
    const engine = await start(moody, 300);

    const [bad, good] = await Promise.allSettled([engine.transform(slow), engine.transform('<b>1</b>')]);

    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'took longer than 300 ms' } });
    expect(good).toMatchObject({ status: 'fulfilled', value: { output: '<B>1</B>\n' } });
  });

  test('takes no result with a hole in it for a result', async () => {
    const engine = await start(
      '<xsl:template match="/"><A><xsl:value-of select="nosuch(a)"/></A></xsl:template>',
    );

    await expect(engine.transform('<a/>')).rejects.toThrow(/nosuch|Unregistered/);
  });

  test('refuses a stylesheet that does not compile, with its complaint', async () => {
    await expect(start('<xsl:template match="/"><xsl:nosuch/></xsl:template>')).rejects.toMatchObject({
      faults: [{ message: expect.stringContaining('nosuch') }],
    });
  });

  test('reads and fetches nothing, even when a stylesheet asks', async () => {
    const engine = await start(
      `<xsl:template match="/"><A><xsl:copy-of select="document('/etc/hostname')"/><xsl:copy-of select="document('http://127.0.0.1:9/')"/></A></xsl:template>`,
    );

    await expect(engine.transform('<a/>')).rejects.toThrow();
  });

  test('knows the harmless extensions', async () => {
    const engine = await start(
      `<xsl:template match="/"><A><xsl:value-of select="str:replace('a-b', '-', '+')"/></A></xsl:template>`,
      5_000,
      ' xmlns:str="http://exslt.org/strings" exclude-result-prefixes="str"',
    );

    expect((await engine.transform('<a/>')).output).toContain('a+b');
  });
});
