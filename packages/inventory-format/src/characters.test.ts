import { expect, test } from 'vitest';
import { cleanText, decodeDocument } from './characters.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

test('UTF-8 is decoded, and its byte order mark is no part of the text', () => {
  expect(decodeDocument(Buffer.from('\ufeff<A>Bâtiment 日本 😀</A>'))).toEqual({
    text: '<A>Bâtiment 日本 😀</A>',
    replaced: 0,
  });
});

test('bytes that are no UTF-8 are read as windows-1252, whatever the declaration says', () => {
  const bytes = latin1('<?xml version="1.0" encoding="UTF-8"?><A>caf\xe9 \x80 \x99</A>');

  expect(decodeDocument(bytes).text).toBe('<?xml version="1.0" encoding="UTF-8"?><A>café € ™</A>');
});

test('a declared encoding is followed', () => {
  const greek = Buffer.concat([
    latin1('<?xml version="1.0" encoding="ISO-8859-7"?><A>'),
    Buffer.from([0xe1]),
    latin1('</A>'),
  ]);

  expect(decodeDocument(greek).text).toContain('<A>α</A>');
  expect(decodeDocument(latin1('<?xml version="1.0" encoding="ISO-8859-1"?><A>\xc9\xe0</A>')).text).toContain(
    '<A>Éà</A>',
  );
});

test('an unknown declared encoding falls back to UTF-8', () => {
  expect(decodeDocument(Buffer.from('<?xml version="1.0" encoding="x-none"?><A>é</A>')).text).toContain(
    '<A>é</A>',
  );
});

test('UTF-16 is known by its byte order mark', () => {
  expect(decodeDocument(Buffer.from('\ufeff<A>é</A>', 'utf16le')).text).toBe('<A>é</A>');
  expect(decodeDocument(Buffer.from('\ufeff<A>é</A>', 'utf16le').swap16()).text).toBe('<A>é</A>');
});

test('characters and references that XML forbids are replaced and counted', () => {
  expect(cleanText('a\u0000b\u0008c\u001fd\uffffe&#x1;f&#0;g&#xD800;h')).toEqual({
    text: 'a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg\ufffdh',
    replaced: 7,
  });
});

test('allowed characters and references stay', () => {
  const text = 'tab\t line\n é 日 😀 \u0085 &#65; &#x1F600; &amp;#1;';

  expect(cleanText(text)).toEqual({ text, replaced: 0 });
});

test('line ends become one', () => {
  expect(cleanText('a\r\nb\rc\n')).toEqual({ text: 'a\nb\nc\n', replaced: 0 });
});
