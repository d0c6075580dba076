import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { type FilePart, type FormPart, readUploadForm } from './upload-form.ts';

const field = (name: string, value: string): FormPart => ({ kind: 'field', name, value });

function file(content: string, name = 'file'): FilePart {
  return {
    kind: 'file',
    name,
    fileName: 'a.txt',
    mediaType: 'text/plain',
    bytes: Readable.from([Buffer.from(content)]),
  };
}

async function* inOrder(...parts: FormPart[]): AsyncGenerator<FormPart> {
  yield* parts;
}

const read = (...parts: FormPart[]) =>
  readUploadForm(inOrder(...parts), ['category', 'reason'], (part) => text(part.bytes));

describe('an upload form', () => {
  test('gives the file and the fields, whichever comes first', async () => {
    const form = await read(field('category', 'contract'), file('content'), field('reason', 'new'));

    expect(form.file).toBe('content');
    expect([...form.fields]).toEqual([
      ['category', 'contract'],
      ['reason', 'new'],
    ]);
  });

  test('reports every fault at once', async () => {
    const parts = [
      field('categry', 'x'),
      file('1'),
      file('2'),
      file('3', 'other'),
      field('reason', 'a'),
      field('reason', 'b'),
    ];

    const failure = await read(...parts).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(InvalidInputError);
    expect(failure instanceof InvalidInputError && failure.faults).toEqual([
      { path: 'categry', message: 'is not known here' },
      { path: 'file', message: 'is there twice; one upload carries one file' },
      { path: 'other', message: 'is not a file that is expected here' },
      { path: 'reason', message: 'is there twice' },
    ]);
  });

  test.each([
    ['without a file', [field('reason', 'a')], 'is missing'],
    ['with a text in place of the file', [field('file', 'a')], 'must be a file'],
  ])('%s is refused', async (_what, parts, message) => {
    await expect(read(...parts)).rejects.toMatchObject({ faults: [{ path: 'file', message }] });
  });

  test('passes on at once what goes wrong while the file is kept', async () => {
    const failure = new Error('the disk is full');
    const keep = () => Promise.reject(failure);

    await expect(readUploadForm(inOrder(file('1')), [], keep)).rejects.toBe(failure);
  });
});
