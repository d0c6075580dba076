import { expect, test } from 'vitest';
import type { ModelFile } from './model-file.ts';
import { planModel } from './plan-model.ts';

const empty: ModelFile = { format: 'popis-model', version: 1, classes: [], domains: [], lookups: [] };
const current: ModelFile = {
  ...empty,
  classes: [
    { name: 'Item', superclass: null, abstract: true, attributes: [{ name: 'Model', type: 'string' }] },
    {
      name: 'Computer',
      label: 'PC',
      superclass: 'Item',
      abstract: false,
      attributes: [{ name: 'RAM', type: 'integer', position: 40 }],
    },
  ],
  domains: [{ name: 'Parts', source: 'Computer', target: 'Item', cardinality: '1:N' }],
};

test('a CMDB that has all of it, inherited or not, lacks nothing', () => {
  const wanted: ModelFile = {
    ...empty,
    classes: [
      {
        name: 'Computer',
        attributes: [
          { name: 'RAM', type: 'integer' },
          { name: 'Model', type: 'string' },
        ],
      },
    ],
    domains: current.domains,
  };

  expect(planModel(current, wanted)).toEqual({
    missing: [],
    faults: [],
    file: { ...empty, classes: [], domains: [] },
  });
});

test('what is missing is added behind what is there, and repeats what the CMDB says of itself', () => {
  const wanted: ModelFile = {
    ...empty,
    classes: [
      { name: 'Computer', label: 'Rechner', attributes: [{ name: 'Swap', type: 'integer' }] },
      { name: 'Port', attributes: [{ name: 'Kind', type: 'string' }] },
    ],
    domains: [{ name: 'Ports', source: 'Computer', target: 'Port', cardinality: '1:N' }],
  };

  const { missing, faults, file } = planModel(current, wanted);

  expect(faults).toEqual([]);
  expect(missing).toEqual([
    'attribute Computer.Swap',
    'class Port with Kind',
    'domain Ports from Computer to Port',
  ]);
  expect(file.classes[0]).toEqual({
    name: 'Computer',
    label: 'PC',
    superclass: 'Item',
    abstract: false,
    attributes: [{ name: 'Swap', type: 'integer', position: 50 }],
  });
});

test('what the CMDB has otherwise is said, all at once, and not altered', () => {
  const wanted: ModelFile = {
    ...empty,
    classes: [{ name: 'Computer', superclass: 'Thing', attributes: [{ name: 'RAM', type: 'string' }] }],
    domains: [{ name: 'Parts', source: 'Item', target: 'Item', cardinality: 'N:N' }],
  };

  const { faults, file } = planModel(current, wanted);

  expect(faults).toEqual([
    { path: 'class Computer', message: 'has the superclass Item, the mapping needs Thing' },
    { path: 'attribute Computer.RAM', message: 'has the type integer, the mapping needs string' },
    { path: 'domain Parts', message: 'has the source Computer, the mapping needs Item' },
    { path: 'domain Parts', message: 'has the cardinality 1:N, the mapping needs N:N' },
  ]);
  expect(file.classes).toEqual([]);
});
