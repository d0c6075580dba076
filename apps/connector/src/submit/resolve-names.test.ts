import { expect, test } from 'vitest';
import { resolveNames } from './resolve-names.ts';

const cmdb = {
  listClassNames: async () => ['Computer', 'Memory'],
  listAttributeNames: async (name: string) => (name === 'Computer' ? ['Code', 'OS'] : ['Code', 'NumSlot']),
  listDomainNames: async () => ['ComputerMemory'],
};

test('names of a mapping are found in the CMDB without regard to case', async () => {
  const names = await resolveNames(cmdb, [
    { name: 'computer', attributes: ['code', 'os'], master: true },
    { name: 'MEMORY', attributes: ['numslot'], master: false, domain: 'computermemory' },
  ]);

  expect(names.classes).toEqual([
    { name: 'Computer', attributes: ['Code', 'OS'], master: true },
    { name: 'Memory', attributes: ['NumSlot'], master: false, domain: 'ComputerMemory' },
  ]);
});

test('all that the CMDB does not have is said at once', async () => {
  const described = [
    { name: 'Computer', attributes: ['Code', 'Colour'], master: true },
    { name: 'Memory', attributes: ['Code'], master: false, domain: 'HasMemory' },
    { name: 'Toaster', attributes: ['Code'], master: false, domain: 'ComputerMemory' },
  ];

  await expect(resolveNames(cmdb, described)).rejects.toMatchObject({
    faults: [
      { path: 'Computer.Colour', message: 'is no attribute of the CMDB' },
      { path: 'HasMemory', message: '(of Memory) is no domain of the CMDB' },
      { path: 'Toaster', message: 'is no class of the CMDB' },
    ],
  });
});
