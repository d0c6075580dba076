import type { JsonValue } from '@popis/model';
import type { DemoCard, DemoRelation } from './demo-estate.ts';

/** No serial number and no key of these could be one of a real inventory. */
const items: DemoCard[] = [
  card('NetworkDevice', 'DEMO-SW1', 'Core switch', {
    Kind: 'switch',
    Manufacturer: 'Northlink',
    Model: 'NL-48G',
    SerialNumber: 'DEMO-NL48-001',
    Ports: 48,
    IPAddress: '192.0.2.2',
    Room: '@Room DEMO-A002',
    Responsible: '@Employee DEMO-E05',
    Supplier: '@Supplier DEMO-S1',
    PurchaseDate: '2023-03-14',
    ServiceUntil: '2030-03-14',
  }),
  card('NetworkDevice', 'DEMO-FW1', 'Firewall', {
    Kind: 'firewall',
    Manufacturer: 'Northlink',
    Model: 'NL-F2',
    SerialNumber: 'DEMO-NLF2-001',
    Ports: 8,
    IPAddress: '192.0.2.1',
    Room: '@Room DEMO-A002',
    Responsible: '@Employee DEMO-E05',
    Supplier: '@Supplier DEMO-S1',
    PurchaseDate: '2024-09-02',
    ServiceUntil: '2029-09-02',
  }),
  card('Computer', 'DEMO-SRV1', 'File and print server', {
    Manufacturer: 'Vega',
    Model: 'Rack 2',
    SerialNumber: 'DEMO-VR2-001',
    OS: 'Debian GNU/Linux',
    OSVersion: '12',
    RAM: 65_536,
    Purpose: 'File and print server',
    Room: '@Room DEMO-A002',
    Responsible: '@Employee DEMO-E05',
    Supplier: '@Supplier DEMO-S1',
    PurchaseDate: '2024-02-20',
    ServiceUntil: '2029-02-20',
  }),
  card('Computer', 'DEMO-PC1', 'Accounting computer', {
    Manufacturer: 'Vega',
    Model: 'Desk 7',
    SerialNumber: 'DEMO-VD7-001',
    OS: 'Microsoft Windows 11 Pro',
    RAM: 16_384,
    Purpose: 'Bookkeeping',
    Workspace: '@Workspace DEMO-W02',
    Responsible: '@Employee DEMO-E02',
    Supplier: '@Supplier DEMO-S1',
    PurchaseDate: '2025-05-06',
    ServiceUntil: '2030-05-06',
  }),
  card('Memory', 'DEMO-SRV1-M1', 'Memory module', {
    Capacity: 32_768,
    Type: 'DDR5',
    NumSlot: 1,
    SerialNumber: 'DEMO-MEM-001',
    Computer: '@Computer DEMO-SRV1',
  }),
  card('Memory', 'DEMO-SRV1-M2', 'Memory module', {
    Capacity: 32_768,
    Type: 'DDR5',
    NumSlot: 2,
    SerialNumber: 'DEMO-MEM-002',
    Computer: '@Computer DEMO-SRV1',
  }),
  card('Storage', 'DEMO-SRV1-D1', 'System disk', {
    Manufacturer: 'Orion',
    Model: 'N1000',
    Size: 953_869,
    SerialNumber: 'DEMO-DISK-001',
    Computer: '@Computer DEMO-SRV1',
  }),
  card('Monitor', 'DEMO-MON1', 'Monitor 27"', {
    Manufacturer: 'Lumen',
    Model: 'L27',
    SerialNumber: 'DEMO-LUM-001',
    Computer: '@Computer DEMO-PC1',
    Workspace: '@Workspace DEMO-W02',
  }),
  card('Printer', 'DEMO-PRN1', 'Office printer', {
    Manufacturer: 'Papyrus',
    Model: 'P40',
    SerialNumber: 'DEMO-PAP-001',
    IPAddress: '192.0.2.40',
    Room: '@Room DEMO-A101',
    Responsible: '@Employee DEMO-E05',
    PurchaseDate: '2022-11-08',
    ServiceUntil: '2027-11-08',
  }),
  card('Computer', 'DEMO-PC2', 'Spare laptop', {
    Manufacturer: 'Vega',
    Model: 'Note 5',
    SerialNumber: 'DEMO-VN5-001',
    Status: 'in-stock',
    Room: '@Room DEMO-B002',
    PurchaseDate: '2021-04-12',
    ServiceUntil: '2026-04-12',
  }),
  card('Software', 'DEMO-SW-LEDGER', 'Ledger 9', { Publisher: 'Abacus', Version: '9.2' }),
];

/** Items of the made-up company and how they hang together. */
export const demoItems: { cards: DemoCard[]; relations: DemoRelation[] } = {
  cards: items,
  relations: [
    ['NetworkDeviceItems', '@NetworkDevice DEMO-SW1', '@NetworkDevice DEMO-FW1'],
    ['NetworkDeviceItems', '@NetworkDevice DEMO-SW1', '@Computer DEMO-SRV1'],
    ['NetworkDeviceItems', '@NetworkDevice DEMO-SW1', '@Computer DEMO-PC1'],
    ['NetworkDeviceItems', '@NetworkDevice DEMO-SW1', '@Printer DEMO-PRN1'],
    ['ItemDependencies', '@Computer DEMO-PC1', '@Computer DEMO-SRV1'],
    ['ItemDependencies', '@Printer DEMO-PRN1', '@Computer DEMO-SRV1'],
    ['ItemDependencies', '@Computer DEMO-SRV1', '@NetworkDevice DEMO-SW1'],
    ['ComputerPrinters', '@Computer DEMO-PC1', '@Printer DEMO-PRN1'],
    ['ComputerSoftware', '@Computer DEMO-PC1', '@Software DEMO-SW-LEDGER'],
  ],
};

/** Who sold and maintains them. */
export const demoAgreements: { cards: DemoCard[]; relations: DemoRelation[] } = {
  cards: [
    card('Supplier', 'DEMO-S1', 'Delta Systems', {
      Address: '8 Quay Road, Belgrade',
      Email: 'sales@delta.example',
      Website: 'https://delta.example/',
    }),
    card('Supplier', 'DEMO-S2', 'Abacus Software', { Email: 'office@abacus.example' }),
    card('Contract', 'DEMO-C-2024-07', 'Maintenance of servers and network', {
      Kind: 'maintenance',
      Supplier: '@Supplier DEMO-S1',
      StartDate: '2024-03-01',
      EndDate: '2027-02-28',
      NoticeDate: '2026-12-01',
      Amount: 4_800,
      Currency: 'EUR',
    }),
    card('Contract', 'DEMO-C-2025-02', 'Purchase of Ledger 9', {
      Kind: 'purchase',
      Supplier: '@Supplier DEMO-S2',
      StartDate: '2025-01-15',
      Amount: 1_250.5,
      Currency: 'EUR',
    }),
    card('Licence', 'DEMO-L-LEDGER', 'Ledger 9, five seats', {
      Kind: 'subscription',
      Seats: 5,
      StartDate: '2025-01-15',
      EndDate: '2027-01-14',
      Contract: '@Contract DEMO-C-2025-02',
    }),
  ],
  relations: [
    ['ContractItems', '@Contract DEMO-C-2024-07', '@NetworkDevice DEMO-SW1'],
    ['ContractItems', '@Contract DEMO-C-2024-07', '@NetworkDevice DEMO-FW1'],
    ['ContractItems', '@Contract DEMO-C-2024-07', '@Computer DEMO-SRV1'],
    ['LicenceSoftware', '@Licence DEMO-L-LEDGER', '@Software DEMO-SW-LEDGER'],
    ['LicenceItems', '@Licence DEMO-L-LEDGER', '@Computer DEMO-PC1'],
  ],
};

function card(
  className: string,
  Code: string,
  Description: string,
  attributes: Readonly<Record<string, JsonValue>>,
): DemoCard {
  return { class: className, attributes: { Code, Description, ...attributes } };
}
