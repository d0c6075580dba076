import { NotFoundError } from '@popis/errors';
import type { AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import type { AdminCaller } from '../admin/administration.ts';
import type { Statements } from '../database/database.ts';
import { log } from '../logger.ts';
import type { Store } from '../store.ts';
import {
  deleteMember,
  expireGroup,
  insertGroup,
  listGroupItems,
  listMembers,
  type Membership,
  writeMember,
} from './group-members.repository.ts';
import { listDeviceIds } from './groups.repository.ts';

type Group = AnswerOf<Operations['createGroup']>;

/** Makes a group whose members are put in by hand. */
export async function createGroup(
  { database }: Store,
  caller: AdminCaller,
  group: InputOf<Operations['createGroup']>['body'],
): Promise<Group> {
  const id = await database.transaction(undefined, (statements) =>
    insertGroup(statements, database.dialect, group),
  );
  log.info({ ...caller, groupId: id }, 'group made');
  return await getGroup(database.statements, { database }, id);
}

/** A page of the members of a group. @throws NotFoundError */
export async function listGroupMembers(
  store: Store,
  id: number,
  page: InputOf<Operations['listGroupMembers']>['query'],
): Promise<AnswerOf<Operations['listGroupMembers']>> {
  const { statements } = store.database;
  await getGroup(statements, store, id);
  return await listMembers(statements, id, page);
}

/** Puts a device into a group or keeps it out; `undefined` leaves it to the group's request, if it has one. */
export async function setMembership(
  store: Store,
  caller: AdminCaller,
  { id, device }: { id: number; device: number },
  membership: Exclude<Membership, 'computed'> | undefined,
): Promise<void> {
  const { dialect } = store.database;
  await store.database.transaction(`group:${id}`, async (statements) => {
    await getGroup(statements, store, id);
    if ((await listDeviceIds(statements, dialect, [device])).length === 0) {
      throw new NotFoundError(`There is no device ${device}`);
    }
    if (membership === undefined) {
      await deleteMember(statements, id, device);
      await expireGroup(statements, dialect, id);
    } else {
      await writeMember(statements, id, device, membership);
    }
  });
  log.info({ ...caller, groupId: id, hardwareId: device, membership: membership ?? null }, 'membership set');
}

async function getGroup(
  statements: Statements,
  { database }: Pick<Store, 'database'>,
  id: number,
): Promise<Group> {
  const [group] = await listGroupItems(statements, database.dialect, id);
  if (group === undefined) {
    throw new NotFoundError(`There is no group ${id}`);
  }
  return group;
}
