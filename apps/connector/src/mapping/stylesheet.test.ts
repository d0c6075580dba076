import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { loadStylesheet } from './stylesheet.ts';

function sheet(body: string, attributes = ''): string {
  return `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"${attributes}>${body}</xsl:stylesheet>`;
}

function load(files: Record<string, string>) {
  return loadStylesheet('transform.xsl', (name) => files[name]);
}

function faultsOf(files: Record<string, string>) {
  try {
    load(files);
  } catch (error) {
    if (error instanceof InvalidInputError)
      return error.faults.map((fault) => `${fault.path} ${fault.message}`);
    throw error;
  }
  return [];
}

describe('a stylesheet', () => {
  test('without includes goes to the engine as it stands', () => {
    const text = `<?xml version="1.0"?>\n<!-- kept -->${sheet('<xsl:template match="/"/>')}`;

    expect(load({ 'transform.xsl': text }).text).toBe(text);
  });

  test('gets its includes put in place, theirs too, with their namespaces', () => {
    const { text } = load({
      'transform.xsl': sheet('<xsl:include href="parts/a.xsl"/><xsl:template name="main"/>'),
      'parts/a.xsl': sheet(
        '<xsl:include href="b.xsl"/><xsl:template name="a"/>',
        ' xmlns:str="http://exslt.org/strings"',
      ),
      'parts/b.xsl': `<x:transform version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform"><x:template name="b">&lt;ok&gt;</x:template></x:transform>`,
    });

    expect(text).not.toContain('include');
    expect(text).toMatch(
      /<x:template xmlns:xsl="[^"]+" xmlns:str="http:\/\/exslt.org\/strings" xmlns:x="[^"]+" name="b">&lt;ok&gt;<\/x:template>/,
    );
    expect(text.indexOf('name="b"')).toBeLessThan(text.indexOf('name="a"'));
    expect(text.indexOf('name="a"')).toBeLessThan(text.indexOf('name="main"'));
  });

  test.each([
    [
      'document()',
      sheet('<xsl:template match="/"><xsl:copy-of select="document(\'x\')"/></xsl:template>'),
      'document() is refused',
    ],
    [
      'document() with a blank',
      sheet('<xsl:variable name="v" select="document ($f)/a"/>'),
      'document() is refused',
    ],
    [
      'document() written as entities',
      sheet('<xsl:variable name="v" select="&#100;ocument($f)"/>'),
      'document() is refused',
    ],
    [
      'document() in a value template',
      sheet('<xsl:template match="/"><A b="{document(\'x\')}"/></xsl:template>'),
      'document() is refused',
    ],
    ['xsl:import', sheet('<xsl:import href="a.xsl"/>'), 'xsl:import is not supported'],
    ['an include by URL', sheet('<xsl:include href="https://example.org/a.xsl"/>'), 'is refused: only files'],
    ['an include of a file URL', sheet('<xsl:include href="file:///etc/passwd"/>'), 'is refused: only files'],
    ['an include from above', sheet('<xsl:include href="../other/a.xsl"/>'), 'is refused: only files'],
    ['an include of an absolute path', sheet('<xsl:include href="/etc/a.xsl"/>'), 'is refused: only files'],
    ['an include that is not there', sheet('<xsl:include href="a.xsl"/>'), 'cannot be read'],
    ['an include of itself', sheet('<xsl:include href="transform.xsl"/>'), 'goes in a circle'],
    [
      'a hidden include',
      sheet('<xsl:template match="/"><xsl:include href="a.xsl"/></xsl:template>'),
      'directly under',
    ],
    [
      'writing files',
      sheet('<xsl:template match="/"><xsl:document href="x"/></xsl:template>'),
      'writes files',
    ],
    [
      'exsl:document',
      sheet(
        '<xsl:template match="/"><e:document href="x"/></xsl:template>',
        ' xmlns:e="http://exslt.org/common"',
      ),
      'only XSLT and cards',
    ],
    [
      'evaluation of text',
      sheet('', ' xmlns:dyn="http://exslt.org/dynamic"'),
      'the namespace http://exslt.org/dynamic is refused',
    ],
    ['a clock', sheet('', ' xmlns:date="http://exslt.org/dates-and-times"'), 'is refused'],
    [
      'ending by a message',
      sheet('<xsl:template match="/"><xsl:message terminate="yes"/></xsl:template>'),
      'may not terminate',
    ],
  ])('is refused for %s', (_what, text, fault) => {
    expect(faultsOf({ 'transform.xsl': text }).join()).toContain(fault);
  });

  test('is refused for a DOCTYPE, whose entities could hide anything', () => {
    expect(
      faultsOf({ 'transform.xsl': `<!DOCTYPE x [<!ENTITY d "document">]>${sheet('')}` }).join(),
    ).toContain('doctype');
  });

  test('is refused when it is none', () => {
    expect(faultsOf({ 'transform.xsl': '<a/>' })).toEqual([
      'transform.xsl:1 must have the one root element xsl:stylesheet',
    ]);
  });

  test('gets all its faults at once, with their lines', () => {
    const text = sheet(`
      <xsl:import href="a.xsl"/>
      <xsl:variable name="v" select="document('x')"/>`);

    expect(faultsOf({ 'transform.xsl': text }).map((fault) => fault.split(' ')[0])).toEqual([
      'transform.xsl:2',
      'transform.xsl:3',
    ]);
  });
});
