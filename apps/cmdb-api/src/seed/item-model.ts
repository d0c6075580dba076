import type { ClassDefinition, DomainDefinition, LookupDefinition } from '@popis/model';
import { attribute, defineClass, defineDomain, defineLookup, reference, uniqueCode } from './model-words.ts';

const hardware = 'Hardware';
const network = 'Network';
const use = 'Use';
const life = 'Life';
const item = { superclass: 'Item' };

/** What the organisation owns and inventories. */
export const itemClasses: readonly ClassDefinition[] = [
  defineClass(
    'Item',
    'Anything the organisation owns, places somewhere and answers for',
    [
      attribute('Manufacturer', 'string', { group: hardware }),
      attribute('Model', 'string', { group: hardware }),
      attribute('SerialNumber', 'string', { group: hardware }),
      attribute('Status', 'lookup', { lookup: 'ItemStatus', default: 'in-use', group: use }),
      attribute('Purpose', 'string', { group: use }),
      reference('Responsible', 'ItemResponsible', { group: use }),
      reference('Room', 'RoomItems', { group: use }),
      reference('Workspace', 'WorkspaceItems', { group: use }),
      attribute('PurchaseDate', 'date', { group: life }),
      attribute('ServiceUntil', 'date', { group: life }),
      reference('Supplier', 'SupplierItems', { group: life }),
    ],
    { abstract: true, firstPosition: 1_000 },
  ),
  defineClass(
    'Computer',
    'A desktop, laptop or server',
    [
      uniqueCode('Tag'),
      attribute('Workgroup', 'string', { group: network }),
      attribute('IPAddress', 'ipAddress', { label: 'IP address', group: network }),
      attribute('MACAddress', 'string', { label: 'MAC address', group: network }),
      attribute('OS', 'string', { label: 'Operating system' }),
      attribute('OSVersion', 'string', { label: 'Operating system version' }),
      attribute('RAM', 'integer', { unit: 'MB', group: hardware }),
      attribute('Processor', 'string', { group: hardware }),
      attribute('ProcessorCount', 'integer', { label: 'Processors', group: hardware }),
      attribute('ProcessorSpeed', 'integer', { unit: 'MHz', group: hardware }),
      attribute('UUID', 'string', { group: hardware }),
      attribute('Owner', 'string', { label: 'Registered owner' }),
      attribute('LastInventoryAt', 'timestamp', { label: 'Last inventory' }),
    ],
    item,
  ),
  defineClass(
    'Monitor',
    'A screen',
    [
      attribute('Caption', 'string'),
      attribute('Type', 'string', { group: hardware }),
      reference('Computer', 'ComputerMonitors'),
    ],
    item,
  ),
  defineClass(
    'Memory',
    'A memory module',
    [
      attribute('Caption', 'string'),
      attribute('Capacity', 'integer', { unit: 'MB', group: hardware }),
      attribute('Type', 'string', { group: hardware }),
      attribute('NumSlot', 'integer', { label: 'Slot', group: hardware }),
      attribute('Speed', 'string', { group: hardware }),
      reference('Computer', 'ComputerMemory'),
    ],
    item,
  ),
  defineClass(
    'Storage',
    'A disk or another storage device',
    [
      attribute('MediaType', 'string', { group: hardware }),
      attribute('Size', 'integer', { unit: 'MB', group: hardware }),
      attribute('Firmware', 'string', { group: hardware }),
      reference('Computer', 'ComputerStorage'),
    ],
    item,
  ),
  defineClass(
    'Printer',
    'A printer',
    [
      attribute('Driver', 'string'),
      attribute('Port', 'string'),
      attribute('IPAddress', 'ipAddress', { label: 'IP address', group: network }),
    ],
    item,
  ),
  defineClass(
    'NetworkDevice',
    'A switch, router, firewall or access point',
    [
      uniqueCode(),
      attribute('Kind', 'lookup', { lookup: 'NetworkDeviceKind' }),
      attribute('IPAddress', 'ipAddress', { label: 'IP address', group: network }),
      attribute('MACAddress', 'string', { label: 'MAC address', group: network }),
      attribute('Ports', 'integer', { group: hardware }),
    ],
    item,
  ),
  defineClass('Software', 'A program, of one publisher and version', [
    attribute('Publisher', 'string'),
    attribute('Version', 'string'),
  ]),
];

export const itemDomains: readonly DomainDefinition[] = [
  defineDomain('RoomItems', ['Room', '1:N', 'Item'], ['holds', 'stands in'], 'directed'),
  defineDomain('WorkspaceItems', ['Workspace', '1:N', 'Item'], ['holds', 'stands at'], 'directed'),
  defineDomain('ItemResponsible', ['Item', 'N:1', 'Employee'], ['is answered for by', 'answers for'], 'none'),
  defineDomain(
    'ComputerMonitors',
    ['Computer', '1:N', 'Monitor'],
    ['has monitor', 'is a monitor of'],
    'directed',
  ),
  defineDomain('ComputerMemory', ['Computer', '1:N', 'Memory'], ['has memory', 'is memory of'], 'inverted'),
  defineDomain(
    'ComputerStorage',
    ['Computer', '1:N', 'Storage'],
    ['has storage', 'is storage of'],
    'inverted',
  ),
  defineDomain('ComputerPrinters', ['Computer', 'N:N', 'Printer'], ['prints on', 'prints for'], 'inverted'),
  defineDomain(
    'ComputerSoftware',
    ['Computer', 'N:N', 'Software'],
    ['has installed', 'is installed on'],
    'inverted',
  ),
  defineDomain(
    'NetworkDeviceItems',
    ['NetworkDevice', 'N:N', 'Item'],
    ['connects', 'is connected to'],
    'directed',
    [attribute('Port', 'string')],
  ),
  defineDomain('ItemDependencies', ['Item', 'N:N', 'Item'], ['depends on', 'is needed by'], 'inverted'),
];

export const itemLookups: readonly LookupDefinition[] = [
  defineLookup('ItemStatus', {
    'in-use': 'In use',
    'in-stock': 'In stock',
    'in-repair': 'In repair',
    'not-seen': 'Not seen',
    'written-off': 'Written off',
  }),
  defineLookup('NetworkDeviceKind', {
    switch: 'Switch',
    router: 'Router',
    firewall: 'Firewall',
    'access-point': 'Access point',
  }),
];
