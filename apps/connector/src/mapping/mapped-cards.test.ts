import { describe, expect, test } from 'vitest';
import { describeCards } from './mapped-cards.ts';
import { loadStylesheet } from './stylesheet.ts';

const classes = [
  { name: 'Computer', attributes: ['Code'] },
  { name: 'Memory', attributes: ['Code', 'Type'] },
  { name: 'Printer', attributes: ['Code'] },
];

function describeBody(body: string) {
  const text = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">${body}</xsl:template></xsl:stylesheet>`;
  return describeCards(
    loadStylesheet('t.xsl', () => text),
    classes,
    't.xsl',
  );
}

describe('what a run says of its classes', () => {
  test('is read from the cards the stylesheet writes; a class it does not write is left out', () => {
    const { classes: described, faults } = describeBody(
      '<Computer key="Code"><Code/></Computer><xsl:if test="1"><memory domain="ComputerMemory" identify="Code"/></xsl:if>',
    );

    expect(faults).toEqual([]);
    expect(described).toEqual([
      { name: 'Computer', attributes: ['Code'], master: true },
      { name: 'Memory', attributes: ['Code', 'Type'], master: false, domain: 'ComputerMemory' },
    ]);
  });

  test('is read from computed elements and attributes too', () => {
    const { classes: described } = describeBody(
      '<xsl:element name="Computer"><xsl:attribute name="key">Code</xsl:attribute></xsl:element><Memory><xsl:attribute name="domain"><xsl:text>ComputerMemory</xsl:text></xsl:attribute></Memory>',
    );

    expect(described.map((each) => [each.master, each.domain])).toEqual([
      [true, undefined],
      [false, 'ComputerMemory'],
    ]);
  });

  test.each([
    ['no master', '<Memory domain="D"/>', 'writes no master'],
    ['a key that is not listed', '<Computer key="Tag"/>', 'key="Tag" of Computer is not listed'],
    ['a domain that is computed', '<Computer key="Code"/><Memory domain="{$d}"/>', 'must be written out'],
    ['two domains of one class', '<Computer key="Code"/><Memory domain="A"/><Memory domain="B"/>', 'say one'],
    ['a card that is neither master nor part', '<Computer key="Code"/><Memory/>', 'neither key'],
  ])('has the fault %s', (_what, body, message) => {
    expect(
      describeBody(body)
        .faults.map((fault) => fault.message)
        .join(),
    ).toContain(message);
  });
});
