import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';
import type { InventoryRequest } from './messages.ts';
import { type ParsedReport, parseReport } from './parse-report.ts';
import type { KnownRuns } from './section-run.ts';

const deviceId = 'vm-2026-11-22-07-02-03';
const end = `<DEVICEID>${deviceId}</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`;
const long = 'x'.repeat(2_500);

/** Knows every run that was learned, as a server does that has stored them. */
class Memory implements KnownRuns {
  readonly known = new Map<string, { elements: number }>();

  find(key: string) {
    return this.known.get(key);
  }

  learn({ request }: ParsedReport): void {
    for (const { key, elements } of Object.values(runsOf(request))) this.known.set(key, { elements });
  }
}

function runsOf(request: ParsedReport['request']): NonNullable<InventoryRequest['runs']> {
  return (request.query === 'INVENTORY' ? request.runs : undefined) ?? {};
}

/** The same report as if nothing of it had been left unread. */
function wholeOf({ request, replacedCharacters }: ParsedReport): ParsedReport {
  if (request.query !== 'INVENTORY') return { request, replacedCharacters };
  const { runs, ...inventory } = request;
  const read = Object.entries(runs ?? {}).map(([name, run]) => [name, run.rows()]);
  return {
    request: { ...inventory, sections: { ...inventory.sections, ...Object.fromEntries(read) } },
    replacedCharacters,
  };
}

function expectSame(bytes: Buffer, memory = new Memory(), limits = DEFAULT_LIMITS): number {
  const expected = parseReport(bytes, limits);
  let unread = 0;
  for (const _time of ['unknown', 'known']) {
    const outcome = parseReport(bytes, limits, memory);
    if (!outcome.accepted || !expected.accepted) {
      expect(outcome).toEqual(expected);
      continue;
    }
    expect(wholeOf(outcome.value)).toEqual(expected.value);
    const { request } = outcome.value;
    const read = request.query === 'INVENTORY' ? Object.keys(request.sections) : [];
    unread = Object.keys(runsOf(request)).filter((name) => !read.includes(name)).length;
    memory.learn(outcome.value);
  }
  return unread;
}

const title = (name: string) => `<SOFTWARES><NAME>${name}</NAME><COMMENTS>${long}</COMMENTS></SOFTWARES>\n`;
const report = (content: string) =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<REQUEST><CONTENT>${content}</CONTENT>${end}`);

describe('a run of titles', () => {
  test('that is known is not read, and the rest says what it said', () => {
    const unread = expectSame(
      report(`<BIOS><SSN>1</SSN></BIOS>${title('a')}${title('b')}<PORTS><NAME>c</NAME></PORTS>`),
    );

    expect(unread).toBe(1);
  });

  test('may hold a title inside a title', () => {
    expect(expectSame(report(`<SOFTWARES><NAME>a</NAME>${title('b')}</SOFTWARES>`))).toBe(1);
  });

  test('of a real agent is one', () => {
    const file = path.join(import.meta.dirname, '../fixtures/unix-agent-2.10-inventory.xml');
    const xml = readFileSync(file, 'utf8').replace('<SOFTWARES>', `<SOFTWARES><FOLDER>${long}</FOLDER>`);

    expect(expectSame(Buffer.from(xml))).toBe(1);
  });

  test.each([
    ['with another section in it', `${title('a')}<PORTS><NAME>c</NAME></PORTS>${title('b')}`],
    ['with text between its elements', `${title('a')}words${title('b')}`],
    ['in a comment', `<!-- ${title('a')} -->`],
    ['that begins in a comment', `<!-- <SOFTWARES> -->${title('a')}`],
    ['that ends in a comment', `${title('a')}<!-- </SOFTWARES> -->`],
    ['in CDATA', `<BIOS><SSN><![CDATA[${title('a')}]]></SSN></BIOS>`],
    ['inside another section', `<PROCESSES>${title('a')}</PROCESSES>`],
    ['in two contents', `${title('a')}</CONTENT><CONTENT>${title('b')}`],
    ['beside the content', `</CONTENT>${title('a')}<CONTENT>`],
    ['besides one with an attribute', `<SOFTWARES NAME="b"/>${title('a')}`],
    ['without rows', `<SOFTWARES></SOFTWARES><!--${long}--><SOFTWARES></SOFTWARES>`],
    ['with a forbidden character', title('a\u0001')],
    ['that is cut off', `${title('a')}<SOFTWARES><NAME>b</SOFTWARES>`],
  ])('%s is read as a part of the whole', (_what, content) => {
    expect(expectSame(report(content))).toBe(0);
  });

  test.each(['latin1', 'utf16le'] as const)('in %s is read as a part of the whole', (encoding) => {
    const text = `<?xml version="1.0"?><REQUEST><CONTENT>${title('é')}</CONTENT>${end}`;

    expect(expectSame(Buffer.from(`${encoding === 'utf16le' ? '\ufeff' : ''}${text}`, encoding))).toBe(0);
  });

  test('counts against the limit of elements, known or not', () => {
    const bytes = report(title('a') + title('b') + title('c'));

    // REQUEST, CONTENT, DEVICEID, QUERY and three titles with two fields each.
    expect(expectSame(bytes, new Memory(), { ...DEFAULT_LIMITS, elements: 13 })).toBe(1);
    expectSame(bytes, new Memory(), { ...DEFAULT_LIMITS, elements: 12 });
    const memory = new Memory();
    expectSame(bytes, memory);
    expectSame(bytes, memory, { ...DEFAULT_LIMITS, elements: 12 });
  });
});

test('whatever a report holds, cutting it and leaving known runs unread says what reading the whole says', () => {
  const word = fc.constantFrom('a', 'b & c', 'é', '\r\n', '\u0002', '&amp;', '&#1;', '&#65;', ']]>', '', ' ');
  const field = fc
    .tuple(fc.constantFrom('NAME', 'VERSION', 'SOFTWARES'), word)
    .map(([n, w]) => `<${n}>${w}</${n}>`);
  const element = fc
    .tuple(
      fc.constantFrom('SOFTWARES', 'SOFTWARES', 'SOFTWARES', 'PORTS', 'X'),
      fc.array(field, { maxLength: 3 }),
    )
    .map(([name, fields]) => `<${name}>${fields.join('')}</${name}>`);
  const odd = fc.constantFrom(
    '<SOFTWARES>',
    '</SOFTWARES>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '</CONTENT>',
    '<CONTENT>',
    '<?x?>',
    '\n',
  );
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constant(title('t')) },
    { weight: 6, arbitrary: element },
    { weight: 1, arbitrary: odd },
  );
  const memory = new Memory();
  let unread = 0;

  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(3), (pieces, kind) => {
      const xml = report(pieces.join('')).toString();
      unread += expectSame(Buffer.from(xml, kind === 0 ? 'latin1' : 'utf8'), memory);
    }),
    { numRuns: 3000 },
  );
  expect(unread).toBeGreaterThan(100);
});
