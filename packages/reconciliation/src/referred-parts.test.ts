import { describe, expect, test } from 'vitest';
import { planReferred, toReferredBy } from './referred-parts.ts';

const uuid = '4c4c4544-0054-5110-8038-b4c04f584e32';

describe('the value by which a card is referred to', () => {
  test('is the same UUID in either byte order and any writing', () => {
    const turned = toReferredBy('{44454C4C-5400-1051-8038-B4C04F584E32}');

    expect(toReferredBy(uuid)?.text).toBe(turned?.text);
    expect(turned).toMatchObject({
      kind: 'uuid',
      forms: ['44454C4C540010518038B4C04F584E32', '4C4C45440054511080 38B4C04F584E32'.replace(' ', '')],
    });
  });

  test('names nothing when it is what firmware writes where there is none', () => {
    expect(toReferredBy('00000000-0000-0000-0000-000000000000')).toBeUndefined();
    expect(toReferredBy(' ')).toBeUndefined();
  });

  test('is any other text as it is', () => {
    expect(toReferredBy(' HV-1 ')).toEqual({ kind: 'text', text: 'HV-1' });
  });
});

describe('the relations with cards that are referred to', () => {
  const pair = { domain: 'Guests', direction: 'directed', class: 'Computer', masterId: 'host' } as const;
  const found = { ...pair, master: 'HV-1', cardId: 'vm', key: 'VM-1' };
  const stands = {
    ...pair,
    relationId: 'r',
    cardId: 'vm',
    key: 'VM-1',
    relatedBySource: true,
    saidBySource: false,
    alsoBy: [],
  };

  test('begin where they are missing', () => {
    const [[step] = []] = planReferred({ found: [found, found], doubted: [] }, []);

    expect(step).toMatchObject({ action: 'relate', cardId: 'vm', reason: 'HV-1 reports it' });
    expect(planReferred({ found: [found], doubted: [] }, [stands])).toEqual([]);
  });

  test('end where the source had made them and nothing says so any more', () => {
    const [[step] = []] = planReferred({ found: [], doubted: [] }, [stands]);

    expect(step).toMatchObject({ action: 'unrelate', relation: { relationId: 'r' } });
    expect(planReferred({ found: [], doubted: [] }, [{ ...stands, relatedBySource: false }])).toEqual([]);
    expect(planReferred({ found: [], doubted: [found] }, [stands])).toEqual([]);
  });

  test('go by another where the source had made them and that one says so too', () => {
    const scan = { source: 'scan', runId: 'run', at: '2026-11-02T00:00:00Z' };

    const steps = planReferred({ found: [], doubted: [] }, [{ ...stands, alsoBy: [scan] }]);

    expect(steps).toMatchObject([
      [
        {
          action: 'handover',
          reason: 'The source no longer reports it here, scan does',
          relation: { relationId: 'r', heir: scan },
        },
      ],
    ]);
  });

  test('are none of a card with itself', () => {
    expect(planReferred({ found: [{ ...found, cardId: 'host' }], doubted: [] }, [])).toEqual([]);
  });
});
