import { describe, expect, test } from 'vitest';
import { readRecord } from './read-record.ts';

const good = { seq: 1, class: 'Computer', key: { Code: ' PC-1 ' }, attributes: { RAM: '4096' } };

describe('a line of records', () => {
  test('is read, with no parts when it names none', () => {
    const read = readRecord(JSON.stringify(good));

    expect(read).toMatchObject({ seq: 1, class: 'Computer', key: 'PC-1', faults: [] });
    expect(read.record?.parts).toEqual([]);
  });

  test('that is faulty still says which record it is, and all that is wrong', () => {
    const read = readRecord(JSON.stringify({ ...good, attributes: undefined, parts: [{ class: 'Memory' }] }));

    expect(read).toMatchObject({ seq: 1, class: 'Computer', key: 'PC-1', record: undefined });
    expect(read.faults.map((fault) => fault.path)).toEqual([
      'attributes',
      'parts.0.domain',
      'parts.0.direction',
      'parts.0.identify',
      'parts.0.attributes',
    ]);
  });

  test.each([
    ['{"seq":1', 'The line is not JSON'],
    [undefined, 'The line is too long'],
    ['{"seq":1,"class":"a\\u0000"}', 'The line has NUL or broken Unicode characters'],
    ['{"seq":1,"class":"a\\ud800"}', 'The line has NUL or broken Unicode characters'],
  ])('that cannot be read (%s) is reported without a place', (line, message) => {
    expect(readRecord(line)).toEqual({
      seq: null,
      class: null,
      key: null,
      record: undefined,
      faults: [{ path: '', message }],
    });
  });

  test('may speak of an escape without having one', () => {
    const read = readRecord(JSON.stringify({ ...good, attributes: { OS: '\\u0000 and \u{1F600}' } }));

    expect(read.faults).toEqual([]);
  });

  test('nested without end is one faulty line', () => {
    const depth = 200_000;

    const read = readRecord(`{"seq":1,"attributes":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`);

    expect(read.faults.map((fault) => fault.message)).toEqual(['The line is nested too deeply']);
  });

  test('may stand for the record of an earlier run', () => {
    expect(readRecord('{"seq":3,"unchanged":"abc"}')).toMatchObject({ seq: 3, unchanged: 'abc', faults: [] });
  });

  test.each([
    ['{"seq":3,"unchanged":""}', 'unchanged'],
    ['{"seq":3,"unchanged":7}', 'unchanged'],
    ['{"seq":3,"unchanged":"abc","class":"Computer"}', 'class'],
    ['{"seq":0,"unchanged":"abc"}', 'seq'],
  ])('that stands for one and is faulty (%s) says what is wrong', (line, path) => {
    const read = readRecord(line);

    expect(read.unchanged).toBeUndefined();
    expect(read.faults.map((fault) => fault.path)).toEqual([path]);
  });

  test('with two keys is refused', () => {
    const read = readRecord(JSON.stringify({ ...good, key: { Code: 'a', Serial: 'b' } }));

    expect(read.faults).toEqual([{ path: 'key', message: 'must have one member: the key attribute' }]);
  });
});
