import { describe, expect, test } from 'vitest';
import { parseStoreLocation } from './store-location.ts';

describe('the URL of a store', () => {
  test('names a folder', () => {
    expect(parseStoreLocation('file:///var/lib/popis/my%20documents')).toEqual({
      kind: 'folder',
      root: '/var/lib/popis/my documents',
    });
  });

  test('names a bucket of any S3 server', () => {
    expect(parseStoreLocation('s3://papers/popis/live?endpoint=http://10.0.0.1:7480&region=eu')).toEqual({
      kind: 's3',
      bucket: 'papers',
      prefix: 'popis/live',
      endpoint: new URL('http://10.0.0.1:7480'),
      region: 'eu',
      pathStyle: true,
    });
  });

  test('means Amazon without an endpoint', () => {
    const location = parseStoreLocation('s3://papers?region=eu-central-1');

    expect(location).toMatchObject({
      prefix: '',
      endpoint: new URL('https://s3.eu-central-1.amazonaws.com'),
      pathStyle: false,
    });
  });

  test.each([
    ['/var/lib/popis', /file:\/\/\/ or s3/],
    ['https://example.org', /file:\/\/\/ or s3/],
    ['file://host/share', /this machine/],
    ['file:///', /of its own/],
    ['s3:///prefix', /no bucket/],
    ['s3://key:secret@papers', /credentials/],
    ['s3://papers?endpont=http://x', /unknown parameters: endpont/],
    ['s3://papers?endpoint=10.0.0.1', /endpoint/],
    ['s3://papers?endpoint=http://x/path', /endpoint/],
    ['s3://papers?style=odd', /style/],
  ])('%j is refused with its fault', (text, fault) => {
    expect(() => parseStoreLocation(text)).toThrow(fault);
  });
});
