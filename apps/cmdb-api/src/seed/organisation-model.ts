import type { ClassDefinition, DomainDefinition, LookupDefinition } from '@popis/model';
import { attribute, defineClass, defineDomain, defineLookup, reference, uniqueCode } from './model-words.ts';

/** Who works here and where: people, sectors, buildings, floors, rooms, workspaces. */
export const organisationClasses: readonly ClassDefinition[] = [
  defineClass('Employee', 'Somebody who works for the organisation', [
    uniqueCode('Employee number'),
    attribute('FirstName', 'string'),
    attribute('LastName', 'string'),
    attribute('JobTitle', 'string'),
    attribute('Email', 'string', { label: 'E-mail' }),
    attribute('Phone', 'string'),
    reference('Sector', 'SectorEmployees'),
  ]),
  defineClass('Sector', 'A part of the organisation', [
    uniqueCode(),
    reference('Head', 'SectorHead'),
    reference('Superior', 'SectorSectors', { label: 'Part of' }),
  ]),
  defineClass('Building', 'A building that the organisation uses', [
    uniqueCode(),
    attribute('Address', 'string'),
    attribute('City', 'string'),
  ]),
  defineClass('Floor', 'A floor of a building', [
    uniqueCode(),
    attribute('Level', 'integer'),
    reference('Building', 'BuildingFloors'),
  ]),
  defineClass('Room', 'An office or any other room', [
    uniqueCode(),
    attribute('Kind', 'lookup', { lookup: 'RoomKind' }),
    reference('Floor', 'FloorRooms'),
  ]),
  defineClass('Workspace', 'A place to work at; several employees may share one', [
    uniqueCode(),
    reference('Room', 'RoomWorkspaces'),
  ]),
];

export const organisationDomains: readonly DomainDefinition[] = [
  defineDomain('SectorEmployees', ['Sector', '1:N', 'Employee'], ['has employee', 'belongs to'], 'none'),
  defineDomain('SectorHead', ['Sector', 'N:1', 'Employee'], ['is headed by', 'heads'], 'none'),
  defineDomain('SectorSectors', ['Sector', '1:N', 'Sector'], ['consists of', 'is part of'], 'none'),
  defineDomain('EmployeeWorkspaces', ['Employee', 'N:N', 'Workspace'], ['uses', 'is used by'], 'inverted'),
  defineDomain('BuildingFloors', ['Building', '1:N', 'Floor'], ['has floor', 'is a floor of'], 'directed'),
  defineDomain('FloorRooms', ['Floor', '1:N', 'Room'], ['has room', 'is on'], 'directed'),
  defineDomain('RoomWorkspaces', ['Room', '1:N', 'Workspace'], ['has workspace', 'is in'], 'directed'),
];

export const organisationLookups: readonly LookupDefinition[] = [
  defineLookup('RoomKind', {
    office: 'Office',
    'meeting-room': 'Meeting room',
    'server-room': 'Server room',
    'store-room': 'Store room',
    workshop: 'Workshop',
  }),
];
