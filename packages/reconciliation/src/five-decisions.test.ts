import { expect, test } from 'vitest';
import type { PlannedChange } from './plan.ts';
import { planMaster, planVanishedMaster } from './plan-master.ts';
import {
  cardOf,
  contextOf,
  masterOf,
  partOf,
  printPlan,
  rawComputer,
  rawModule,
  recordOf,
} from './test-builders.ts';

// The two machines and the CMDB of the worked example: what the CMDB holds differs from the inventory on purpose.
const WINDOWS = 'Microsoft Windows XP Professional 5.1.2600';
const pc1 = recordOf(
  rawComputer(1, 'PC-0001', { Description: 'WKS-ANA', Workgroup: 'FTN', OS: WINDOWS, RAM: '4096' }, [
    rawModule('PC-0001/MEM1', 'DIMM0', '2048', '1'),
    rawModule('PC-0001/MEM2', 'DIMM1', '2048', '2'),
  ]),
);
const pc2 = recordOf(
  rawComputer(
    2,
    'PC-0002',
    { Description: 'srv-lab', Workgroup: 'LAB', OS: 'Debian GNU/Linux 5.0', RAM: '8192' },
    [rawModule('PC-0002/MEM1', 'DIMM_A1', '4096', '1'), rawModule('PC-0002/MEM2', 'DIMM_A2', '4096', '2')],
  ),
);

function module(id: string, code: string, description: string, capacity: number, slot: number) {
  const values = { Code: code, Description: description, Caption: 'Physical Memory' };
  return partOf(cardOf(id, 'Memory', { ...values, Capacity: capacity, Type: 'DDR2', NumSlot: slot }));
}

const cmdbPc1 = masterOf(
  cardOf('504256', 'Computer', {
    Code: 'PC-0001',
    Description: 'WKS-ANA',
    Workgroup: 'FTN',
    OS: WINDOWS,
    RAM: 3072,
  }),
  [module('504301', 'PC-0001/MEM1', 'DIMM0', 1024, 1), module('504302', 'PC-0001/MEM2', 'DIMM1', 2048, 2)],
);
const cmdbPc9 = masterOf(cardOf('504400', 'Computer', { Code: 'PC-0009', Description: 'OLD-PC', RAM: 512 }));

test('the worked example comes out as its five decisions', () => {
  const context = contextOf();

  const plan: PlannedChange[] = [
    ...planMaster(pc1, cmdbPc1, new Map(), context).changes,
    ...planMaster(pc2, undefined, new Map(), context).changes,
    ...planVanishedMaster(cmdbPc9, 'PC-0009'),
  ];

  expect(printPlan(plan)).toMatchInlineSnapshot(`
    [
      "update | Computer | PC-0001 | RAM 3072 → 4096",
      "create | Memory | PC-0001/MEM1 | Code null → "PC-0001/MEM1" | Description null → "DIMM0" | Caption null → "Physical Memory" | Capacity null → 2048 | Type null → "DDR2" | NumSlot null → 1 | Status null → "in-use"",
      "retire | Memory | PC-0001/MEM1",
      "create | Computer | PC-0002 | Code null → "PC-0002" | Description null → "srv-lab" | Workgroup null → "LAB" | OS null → "Debian GNU/Linux 5.0" | RAM null → 8192 | Status null → "in-use"",
      "create | Memory | PC-0002/MEM1 | Code null → "PC-0002/MEM1" | Description null → "DIMM_A1" | Caption null → "Physical Memory" | Capacity null → 4096 | Type null → "DDR2" | NumSlot null → 1 | Status null → "in-use"",
      "create | Memory | PC-0002/MEM2 | Code null → "PC-0002/MEM2" | Description null → "DIMM_A2" | Caption null → "Physical Memory" | Capacity null → 4096 | Type null → "DDR2" | NumSlot null → 2 | Status null → "in-use"",
      "retire | Computer | PC-0009",
    ]
  `);
});
