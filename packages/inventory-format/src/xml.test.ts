import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';
import { parsePlainXml } from './plain-xml.ts';
import { parseStrictXml, parseXml } from './xml.ts';

const limits = { depth: 5, elements: 100, textLength: 1000 };
const captured = readFileSync(
  path.join(import.meta.dirname, '../fixtures/unix-agent-2.10-inventory.xml'),
  'utf8',
);

describe('the scanner of plain documents', () => {
  test('reads a captured inventory, and as saxes does', () => {
    const plain = parsePlainXml(captured, DEFAULT_LIMITS);

    expect(plain).toBeDefined();
    expect({ accepted: true, value: plain }).toEqual(parseStrictXml(captured, DEFAULT_LIMITS));
  });

  test.each([
    '<A B="1"/>',
    '<A><!-- c --></A>',
    '<A><![CDATA[x]]></A>',
    '<?pi x?><A></A>',
    '<!DOCTYPE A><A></A>',
    '<A/>',
    '<A:B></A:B>',
    '<A>&unknown;</A>',
    '<A>& </A>',
    '<A>]]></A>',
    '<A><B></A></B>',
    '<A></A><A></A>',
    '<A>',
    '<A></A',
    'text',
    '',
    '<A></A>text',
    '<1></1>',
    '< A></ A>',
  ])('declines %s', (document) => {
    expect(parsePlainXml(document, limits)).toBeUndefined();
  });

  test('agrees with saxes on whatever it reads', () => {
    const name = fc.constantFrom('A', 'BIOS', 'x_1');
    const text = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '\n  ',
        'a',
        ' é ',
        '&amp;',
        '&#65;',
        '&#x41;',
        '&lt;b&gt;',
        '&#32;',
        '>',
        ']',
        '"',
      ),
      fc.constantFrom('&', '&x;', ']]>', '<', '</', '<!', '<A>', '</A>'),
    );
    const element = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        text,
        fc
          .tuple(name, fc.array(tie('node'), { maxLength: 4 }), name, fc.boolean())
          .map(
            ([open, inner, other, matches]) =>
              `<${open}>${inner.join('')}</${matches || open === other ? open : other}>`,
          ),
      ),
    })).node;

    fc.assert(
      fc.property(element, (document) => {
        const plain = parsePlainXml(document, DEFAULT_LIMITS);
        if (plain !== undefined) {
          expect({ accepted: true, value: plain }).toEqual(parseStrictXml(document, DEFAULT_LIMITS));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('reading XML', () => {
  test('attributes are children', () => {
    expect(parseXml('<A ID="1"><B>x</B></A>', limits)).toEqual({
      accepted: true,
      value: {
        name: 'A',
        text: '',
        children: [
          { name: 'ID', text: '1', children: [] },
          { name: 'B', text: 'x', children: [] },
        ],
      },
    });
  });

  test('CDATA is text', () => {
    expect(parseXml('<A>a<![CDATA[<b>]]>c</A>', limits)).toMatchObject({ value: { text: 'a<b>c' } });
  });

  test.each(['<A>', '<A></B>', '<A>&none;</A>', '<A B=1/>', '', 'x', '<A/><B/>', '<A a="1" a="2"/>'])(
    'malformed %j is refused',
    (document) => {
      expect(parseXml(document, limits)).toEqual({ accepted: false, fault: 'malformed' });
    },
  );

  test.each([
    '<!DOCTYPE A><A/>',
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e "x">]><A>&e;</A>',
    '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><A>&e;</A>',
  ])('a document type is refused: %s', (document) => {
    expect(parseXml(document, limits)).toEqual({ accepted: false, fault: 'doctype' });
  });

  test.each([
    ['depth', '<A>'.repeat(6) + '</A>'.repeat(6)],
    ['depth, with attributes', `${'<A b="1">'.repeat(6)}${'</A>'.repeat(6)}`],
    ['number of elements', `<A>${'<B></B>'.repeat(101)}</A>`],
    ['number of attributes', `<A>${'<B c="1"/>'.repeat(60)}</A>`],
    ['length of a text', `<A>${'x'.repeat(1001)}</A>`],
    ['length of an attribute', `<A b="${'x'.repeat(1001)}"/>`],
    ['length of a text in parts', `<A>${'<B/>xxxxxxxxxxx'.repeat(95)}</A>`],
  ])('the limit of %s holds', (_what, document) => {
    expect(parseXml(document, limits)).toEqual({ accepted: false, fault: 'too-large' });
  });
});
