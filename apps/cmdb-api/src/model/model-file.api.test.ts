import {
  type AttributeDefinition,
  type ClassDefinition,
  type DomainDefinition,
  describeModel,
  findModelFaults,
  type ModelDefinition,
} from '@popis/model';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

const empty = { format: 'popis-model', version: 1 };
let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());

describe('the model as a file', () => {
  test('of the seeded model differs in nothing from it, and applying it writes nothing', async () => {
    const { body, headers } = await call('GET', '/model');

    const diff = await call('POST', '/model/diff?mode=replace', body);
    const applied = await call('POST', '/model/apply?mode=replace', body);

    expect(diff.body).toEqual({ differences: [] });
    expect(applied.body).toEqual({ revision: headers.get('etag')?.replaceAll('"', '') });
  });

  test('is merged: what it lacks stays, what it has is altered or added', async () => {
    const file = {
      ...empty,
      classes: [{ name: 'Software', label: 'Program', attributes: [{ name: 'Price', type: 'decimal' }] }],
      lookups: [{ name: 'ItemStatus', label: 'Item status', values: [{ code: 'stolen', position: 99 }] }],
    };

    const preview = await call('POST', '/model/apply?preview=true', { ...file, classes: [] });
    const refused = await call('POST', '/model/apply', { ...empty, classes: [{ name: 'Computer' }] });
    const applied = await call('POST', '/model/apply', file);
    const { body } = await call('GET', '/classes/Software');

    expect(preview.body).toMatchObject({
      allowed: true,
      differences: [{ kind: 'lookup', action: 'update' }],
    });
    expect(refused.body.faults).toEqual([
      { path: 'classes.Computer.superclass', message: 'cannot be changed' },
    ]);
    expect(applied.status, JSON.stringify(applied.body)).toBe(200);
    expect(body.label).toBe('Program');
    expect(body.attributes.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['Price', 'Version']),
    );
  });

  test('deletes nothing that is in use, and then does nothing at all', async () => {
    await cmdb.edit({ create: [{ class: 'Computer', attributes: { Code: 'PC-1' } }] });
    const before = await call('GET', '/model');
    const file = { ...empty, classes: [{ name: 'Fresh' }] };

    const refused = await call('POST', '/model/apply?mode=replace', file);

    expect(refused.status).toBe(409);
    expect(refused.body.current.uses).toContainEqual({
      item: 'class Computer',
      by: 'cards',
      count: 1,
      names: [],
    });
    expect((await call('GET', '/model')).body).toEqual(before.body);
    await cmdb.clear();
  });

  test('that is none is refused', async () => {
    const { status, body } = await call('POST', '/model/apply', { format: 'other', version: 2 });

    expect(status).toBe(400);
    expect(body.faults.map((fault: { path: string }) => fault.path)).toEqual(['format', 'version']);
  });

  test('that one system exports is what an empty one exports after importing it', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryModel(), async (model) => {
        expect(findModelFaults(model)).toEqual([]);
        await replace({ ...empty, ...describeModel(model) });
        const exported = await call('GET', '/model');
        await replace(empty);
        expect((await call('GET', '/model')).body).toEqual({
          ...empty,
          classes: [],
          domains: [],
          lookups: [],
        });

        await replace(exported.body);

        expect(JSON.stringify((await call('GET', '/model')).body)).toBe(JSON.stringify(exported.body));
        expect(exported.body).toEqual({ ...empty, ...describeModel(model) });
      }),
      { numRuns: 5, endOnFailure: true },
    );
  }, 60_000);
});

async function replace(file: object): Promise<void> {
  const { status, body } = await call('POST', '/model/apply?mode=replace', file);
  expect(status, JSON.stringify(body)).toBe(200);
}

const text = fc.string({ minLength: 1, maxLength: 12 }).map((given) => `x${given.replaceAll('\0', '')}x`);

function arbitraryAttribute(name: string, lookups: readonly string[]): fc.Arbitrary<AttributeDefinition> {
  const plain = fc.record({
    name: fc.constant(name),
    label: text,
    mandatory: fc.boolean(),
    unique: fc.constant(false),
    unit: fc.option(text),
    position: fc.integer({ min: -50, max: 50 }),
    group: fc.option(text),
    mode: fc.constantFrom(undefined, 'read', 'immutable'),
  });
  const typed = fc.oneof(
    fc.record({
      type: fc.constant('string' as const),
      default: fc.option(text),
      indexed: fc.constantFrom(undefined, true),
      validation: fc.constantFrom(undefined, { max: 40 }, { pattern: '.*', min: 1 }),
    }),
    fc.record({ type: fc.constant('decimal' as const), default: fc.option(fc.integer()) }),
    fc.record({ type: fc.constantFrom('date' as const, 'json' as const), default: fc.constant(null) }),
    fc.record({
      type: fc.constant('interval' as const),
      default: fc.constantFrom(null, 'P3Y6M'),
      validation: fc.constantFrom(undefined, { max: 'P9Y' }),
    }),
    fc.record({ type: fc.constant('ipNetwork' as const), default: fc.constantFrom(null, '10.0.0.0/8') }),
    fc.record({
      type: fc.constant('money' as const),
      default: fc.constantFrom(null, '1.50 EUR'),
      validation: fc.constantFrom(undefined, { min: '0 EUR', max: '9 EUR' }),
    }),
    ...lookups.map((lookup) =>
      fc.record({
        type: fc.constantFrom('lookup' as const, 'lookupArray' as const),
        default: fc.constant(null),
        lookup: fc.constant(lookup),
      }),
    ),
  );
  return fc.tuple(plain, typed).map(([one, other]) => ({ ...one, ...other }));
}

function arbitraryAttributes(
  prefix: string,
  lookups: readonly string[],
): fc.Arbitrary<AttributeDefinition[]> {
  const list = [0, 1, 2].map((index) => arbitraryAttribute(`${prefix}${index}`, lookups));
  return fc.tuple(fc.integer({ min: 0, max: 3 }), ...list).map(([count, ...all]) => all.slice(0, count));
}

/** One abstract class with some below it, domains between them, one of them shown by a reference. */
function arbitraryModel(): fc.Arbitrary<ModelDefinition> {
  const lookup = fc.record({
    name: fc.constant('L'),
    label: text,
    values: fc.uniqueArray(fc.tuple(text, fc.integer({ min: 0, max: 9 }), fc.boolean()), {
      maxLength: 4,
      selector: ([code]) => code,
    }),
  });
  const names = fc.integer({ min: 1, max: 4 }).map((count) => [...'ABCD'].slice(0, count));
  return fc.tuple(lookup, names).chain(([{ values, ...rest }, classes]) => {
    const lookups = [
      {
        ...rest,
        parent: 'Above',
        values: values.map(([code, position, active], index) => ({
          ...{ code, label: code, position, active },
          ...(position % 2 === 0 ? { parent: 'a', description: code } : {}),
          ...(active && index === 0 ? { default: true } : {}),
        })),
      },
      { name: 'Above', label: 'Above', values: [{ code: 'a', label: 'A', position: 0, active: true }] },
    ];
    const definitions = classes.map((name) =>
      fc.tuple(text, arbitraryAttributes(`${name}a`, ['L'])).map(
        ([label, attributes]): ClassDefinition => ({
          name,
          label,
          description: '',
          superclass: 'Base',
          abstract: false,
          attributes,
        }),
      ),
    );
    const domain = fc.tuple(text, arbitraryAttributes('Da', ['L'])).map(
      ([label, attributes]): DomainDefinition => ({
        name: 'D',
        label,
        source: 'A',
        target: 'Base',
        cardinality: 'N:1',
        directLabel: label,
        inverseLabel: label,
        impact: 'none',
        attributes,
      }),
    );
    const base = fc.tuple(text, arbitraryAttributes('Above', ['L'])).map(
      ([label, attributes]): ClassDefinition => ({
        name: 'Base',
        label,
        description: label,
        superclass: null,
        abstract: true,
        attributes,
      }),
    );
    return fc.tuple(base, domain, ...definitions).map(([above, joining, ...below]) => {
      const [first, ...others] = below;
      const reference: AttributeDefinition = {
        name: 'Shown',
        label: 'Shown',
        type: 'reference',
        domain: 'D',
        mandatory: false,
        unique: false,
        default: null,
        unit: null,
        position: 1,
        group: null,
      };
      const shown = first === undefined ? [] : [{ ...first, attributes: [...first.attributes, reference] }];
      return { classes: [above, ...shown, ...others], domains: [joining], lookups };
    });
  });
}
