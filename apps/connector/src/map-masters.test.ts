import { describe, expect, test } from 'vitest';
import type { JoinedMaster } from './extract/view-rows.ts';
import { mapMasters } from './map-masters.ts';
import { TransformationError, type XsltEngine } from './mapping/xslt-engine.ts';
import { fingerprintsOf, KeptRecords } from './submit/fingerprints.ts';

const classes = [{ name: 'Computer', attributes: ['Code'] }];
const names = { classes, described: [], domains: [] };

function master(id: string, key: string | null): JoinedMaster {
  return { id, key, views: [{ name: 'popis_device', columns: ['id', 'tag'], rows: [[id, key]] }] };
}

/** Stands for an XSLT engine: the later documents are done first, `BAD` fails, `BROKEN` gives no XML. */
function engine(): XsltEngine {
  return {
    atOnce: 3,
    async transform(document) {
      const key = /<tag>(.*?)<\/tag>/.exec(document)?.[1] ?? '';
      await new Promise((resolve) => setTimeout(resolve, key === 'A' ? 20 : 1));
      if (key === 'BAD') throw new TransformationError('took longer than 10 ms');
      if (key === 'BROKEN') return { output: '<Computer>', messages: [] };
      if (key === 'SKIP') return { output: '', messages: ['passed over'] };
      return { output: `<Computer key="Code"><Code>${key}</Code></Computer>`, messages: [] };
    },
    close: async () => undefined,
  };
}

test('a range keeps its order, and what fails stays with its machine', async () => {
  const keys = ['A', 'BAD', 'B', 'BROKEN', 'SKIP', null, 'C'];

  const mapped = await mapMasters(
    keys.map((key, index) => master(String(index + 1), key)),
    engine(),
    names,
  );

  expect(mapped.read).toBe(7);
  expect(mapped.records.map((record) => record.key.Code)).toEqual(['A', 'B', '', 'C']);
  expect(mapped.rejected).toEqual([
    { key: { key: 'BAD' }, faults: [{ path: 'cards of BAD (id 2)', message: 'took longer than 10 ms' }] },
    {
      key: { key: 'BROKEN' },
      faults: [{ path: 'cards of BROKEN (id 4):1', message: expect.stringContaining('unclosed') }],
    },
  ]);
  expect(mapped.messages).toEqual(['cards of SKIP (id 5): passed over']);
});

test('a failure of the engine itself ends the run', async () => {
  const broken = { ...engine(), transform: () => Promise.reject(new Error('no memory')) };

  await expect(mapMasters([master('1', 'A')], broken, names)).rejects.toThrow('no memory');
});

describe('a master that is known again', () => {
  const hash = (document: string) => /<tag>(.*?)<\/tag>/.exec(document)?.[1] ?? '';

  test('is not mapped, and its records are named', async () => {
    const kept = new KeptRecords([...fingerprintsOf('A', 1), ...fingerprintsOf('BAD', 2)]);
    const masters = ['A', 'B', 'BAD'].map((key, index) => master(String(index + 1), key));

    const mapped = await mapMasters(masters, engine(), names, { hash, kept });

    expect(mapped.read).toBe(3);
    expect(mapped.unchanged).toEqual(['A.1/1', 'BAD.1/2', 'BAD.2/2']);
    expect(mapped.records.map((record) => record.fingerprint)).toEqual(['B.1/1']);
    expect(mapped.rejected).toEqual([]);
  });

  test('is one of which there was nothing to say', async () => {
    const speaking = {
      ...engine(),
      transform: async () => ({
        output: '<Computer key="Code"><Code>A</Code></Computer>',
        messages: ['old'],
      }),
    };

    const mapped = await mapMasters([master('1', 'A')], speaking, names, { hash, kept: new KeptRecords([]) });

    expect(mapped.records.map((record) => record.fingerprint)).toEqual([undefined]);
  });
});
