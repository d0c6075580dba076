import { randomBytes } from 'node:crypto';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { deflateBody, inflateBody } from './body.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const xml = '<?xml version="1.0"?><REQUEST></REQUEST>';

test.each([
  ['zlib', deflateSync(xml)],
  ['zlib', deflateSync(xml, { level: 1 })],
  ['gzip', gzipSync(xml)],
  ['plain', Buffer.from(xml)],
  ['plain', Buffer.from(`\ufeff \n${xml}`)],
  ['plain', Buffer.from(`\ufeff${xml}`, 'utf16le')],
])('a body in the form %s is known', async (form, bytes) => {
  const body = await inflateBody(bytes, DEFAULT_LIMITS);

  expect(body).toMatchObject({ accepted: true, value: { form } });
});

test.each([
  ['empty', Buffer.alloc(0)],
  ['raw deflate', deflateRawSync(xml)],
  ['garbage', Buffer.from('hello world')],
  ['XML without a declaration', Buffer.from('<REQUEST/>')],
  ['cut zlib', deflateSync(xml).subarray(0, 20)],
  ['cut gzip', gzipSync(xml).subarray(0, 30)],
  ['broken zlib', Buffer.concat([deflateSync(xml).subarray(0, 10), Buffer.alloc(40, 0xff)])],
])('a body that is %s is refused', async (_what, bytes) => {
  expect(await inflateBody(bytes, DEFAULT_LIMITS)).toEqual({ accepted: false, fault: 'not-inflatable' });
});

test('a body above the limit of the wire is refused unread', async () => {
  const bytes = Buffer.alloc(DEFAULT_LIMITS.compressedBytes + 1, 0x78);

  expect(await inflateBody(bytes, DEFAULT_LIMITS)).toEqual({ accepted: false, fault: 'too-large' });
});

test('40 MiB inside a small body are not inflated', async () => {
  const bytes = deflateSync(Buffer.alloc(40 * 1024 * 1024, 0x20));

  expect(await inflateBody(bytes, DEFAULT_LIMITS)).toEqual({ accepted: false, fault: 'too-large' });
});

test('a small bomb is stopped by its ratio', async () => {
  const bytes = deflateSync(Buffer.alloc(8 * 1024 * 1024, 0x20));

  expect(bytes.length).toBeLessThan(10_000);
  expect(await inflateBody(bytes, DEFAULT_LIMITS)).toEqual({ accepted: false, fault: 'too-large' });
});

test.each(['zlib', 'gzip'] as const)('a large body packed as %s comes back whole', async (form) => {
  const text = randomBytes(300_000).toString('hex');

  const unpacked = await inflateBody(await deflateBody(text, form), DEFAULT_LIMITS);
  const repeated = await inflateBody(
    await deflateBody(text.slice(0, 9_000).repeat(80), form),
    DEFAULT_LIMITS,
  );

  expect(unpacked.accepted && Buffer.from(unpacked.value.bytes).toString()).toBe(text);
  expect(repeated.accepted && repeated.value.bytes.length).toBe(720_000);
});

test.each(['zlib', 'gzip', 'plain'] as const)('a body packed as %s can be unpacked', async (form) => {
  const packed = await deflateBody('Bâtiment 😀', form);

  const head = form === 'plain' ? Buffer.from(packed).toString() : undefined;
  const unpacked = form === 'plain' ? undefined : await inflateBody(packed, DEFAULT_LIMITS);
  expect(head ?? (unpacked?.accepted === true ? Buffer.from(unpacked.value.bytes).toString() : '')).toBe(
    'Bâtiment 😀',
  );
});
