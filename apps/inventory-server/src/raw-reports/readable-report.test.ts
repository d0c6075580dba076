import { randomBytes } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { layOutXml, toReadable } from './readable-report.ts';

test('a report in XML is unpacked and laid out', async () => {
  const xml =
    '<?xml version="1.0"?><REQUEST><CONTENT><BIOS><SSN> a b </SSN><X/></BIOS></CONTENT><QUERY>INVENTORY</QUERY></REQUEST>';

  expect(await toReadable(deflateSync(xml))).toEqual({
    form: 'xml',
    isCut: false,
    text: [
      '<?xml version="1.0"?>',
      '<REQUEST>',
      '  <CONTENT>',
      '    <BIOS>',
      '      <SSN> a b </SSN>',
      '      <X/>',
      '    </BIOS>',
      '  </CONTENT>',
      '  <QUERY>INVENTORY</QUERY>',
      '</REQUEST>',
    ].join('\n'),
  });
});

test('a report in JSON is unpacked and laid out', async () => {
  expect(await toReadable(gzipSync('{"action":"inventory","content":{"bios":{}}}'))).toEqual({
    form: 'json',
    isCut: false,
    text: '{\n  "action": "inventory",\n  "content": {\n    "bios": {}\n  }\n}',
  });
});

test.each([
  ['<a><b></a>', '<a>\n  <b>\n  </a>'],
  ['</a></b>', '</a>\n</b>'],
  ['<a', '<a>'],
])('%j is no XML, and shown all the same', (text, shown) => {
  expect(layOutXml(text)).toBe(shown);
});

test('what cannot be unpacked is shown as text', async () => {
  const { form, text } = await toReadable(Buffer.from('hello \x00 world'));

  expect(form).toBe('text');
  expect(text).toMatch(/^hello .* world$/);
});

test('a bomb is not unpacked', async () => {
  const bomb = deflateSync(Buffer.alloc(40 * 1024 * 1024));

  expect((await toReadable(bomb)).form).toBe('text');
});

test('what is too long to be shown is cut', async () => {
  const { isCut, text } = await toReadable(deflateSync(`<A>${randomBytes(1_500_000).toString('hex')}</A>`));

  expect(isCut).toBe(true);
  expect(text).toHaveLength(2 * 1024 * 1024);
});
