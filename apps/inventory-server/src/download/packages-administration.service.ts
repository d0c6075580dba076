import { ConflictError, NotFoundError } from '@popis/errors';
import type { AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import type { AdminCaller, Administration } from '../admin/administration.ts';
import { log } from '../logger.ts';
import type { Store } from '../store.ts';
import type { PackageAction, PackageDefinition } from './build-package.ts';
import { removePackage } from './package-folder.ts';
import {
  listPackageItems,
  listPlaces,
  listResultPage,
  type PackageItem,
} from './package-items.read-model.ts';
import { deleteAvailablePackage, deleteOrders, deletePlaces } from './packages.repository.ts';
import { activatePackage, assignPackage, publishPackage } from './packages.service.ts';

type Package = AnswerOf<Operations['getPackage']>;
type Place = Package['places'][number];
type Wish = InputOf<Operations['createPackage']>;
type Params<Name extends keyof Operations> = InputOf<Operations[Name]>['params'];

/** All packages, the latest first. */
export async function listPackages({ store }: Administration): Promise<PackageItem[]> {
  return await listPackageItems(store.database.statements);
}

/** A package with its places. @throws NotFoundError */
export async function getPackage(store: Store, fileId: string): Promise<Package> {
  const { statements } = store.database;
  const item = await getItem(store, fileId);
  return { ...item, places: await listPlaces(statements, fileId) };
}

/** Makes a package of an archive as it comes; its number is the instant, by OCS's custom. */
export async function createPackage(
  { store, packageFolder }: Administration,
  caller: AdminCaller,
  { query, body }: Pick<Wish, 'query' | 'body'>,
): Promise<PackageItem> {
  if (packageFolder === undefined) {
    throw new ConflictError('This inventory server has no folder for packages: set PACKAGE_FOLDER');
  }
  const { name, system, comment = null } = query;
  const definition = toDefinition(query, String(Math.floor(Date.now() / 1000)));
  await publishPackage(store, packageFolder, { name, system, comment }, definition, body);
  log.info({ ...caller, packageId: definition.id, name }, 'package made');
  return await getItem(store, definition.id);
}

function toDefinition(query: Wish['query'], id: string): PackageDefinition {
  const { priority, protocol, digest, fragmentBytes, notice, doneText } = query;
  return {
    id,
    priority,
    action: toAction(query),
    protocol,
    digest,
    digestEncoding: 'Hexa',
    fragmentBytes,
    ...(notice === undefined
      ? {}
      : {
          notice: {
            text: notice,
            countdownSeconds: query.countdownSeconds,
            canAbort: query.canAbort === 'true',
            canDelay: query.canDelay === 'true',
          },
        }),
    ...(doneText === undefined ? {} : { doneText }),
  };
}

function toAction({ action, target }: Wish['query']): PackageAction {
  switch (action) {
    case 'store':
      return { kind: 'STORE', path: target };
    case 'launch':
      return { kind: 'LAUNCH', name: target };
    case 'execute':
      return { kind: 'EXECUTE', command: target };
  }
}

/** Deletes a package with all that hangs on it. @throws NotFoundError */
export async function deletePackage(
  { store, packageFolder }: Administration,
  caller: AdminCaller,
  fileId: string,
): Promise<void> {
  await getItem(store, fileId);
  await store.database.transaction(`package:${fileId}`, async (statements) => {
    for (const { id } of await listPlaces(statements, fileId)) {
      await deleteOrders(statements, id);
    }
    await deletePlaces(statements, fileId);
    await deleteAvailablePackage(statements, fileId);
  });
  if (packageFolder !== undefined) {
    await removePackage(packageFolder, fileId);
  }
  log.info({ ...caller, packageId: fileId }, 'package deleted');
}

/** Says where a package is fetched. @throws NotFoundError */
export async function addPlace(
  store: Store,
  caller: AdminCaller,
  fileId: string,
  { server, ...place }: InputOf<Operations['activatePackage']>['body'],
): Promise<Place> {
  const id = await activatePackage(store, fileId, { ...place, serverId: server });
  log.info({ ...caller, packageId: fileId, activationId: id }, 'package activated');
  return await getPlace(store, fileId, id);
}

/** Takes a place away with its orders. @throws NotFoundError */
export async function removePlace(
  store: Store,
  caller: AdminCaller,
  { package: fileId, activation }: Params<'deactivatePackage'>,
): Promise<void> {
  await getPlace(store, fileId, activation);
  await store.database.transaction(`package:${fileId}`, async (statements) => {
    await deleteOrders(statements, activation);
    await deletePlaces(statements, fileId, activation);
  });
  log.info({ ...caller, packageId: fileId, activationId: activation }, 'package deactivated');
}

/** Orders a package for devices and groups. @throws NotFoundError, and InvalidInputError that names those that are not there. */
export async function orderPackage(
  store: Store,
  caller: AdminCaller,
  { package: fileId, activation }: Params<'orderPackage'>,
  { holders, isForced, schedule, postCommand }: InputOf<Operations['orderPackage']>['body'],
): Promise<void> {
  await getPlace(store, fileId, activation);
  await assignPackage(store, activation, holders, {
    isForced,
    ...(schedule === undefined ? {} : { schedule }),
    ...(postCommand === undefined ? {} : { postCommand }),
  });
  log.info({ ...caller, packageId: fileId, activationId: activation, holders }, 'package ordered');
}

/** Takes an order back. @throws NotFoundError when there is none. */
export async function cancelPackage(
  store: Store,
  caller: AdminCaller,
  { package: fileId, activation, holder }: Params<'cancelPackage'>,
): Promise<void> {
  await getPlace(store, fileId, activation);
  const taken = await store.database.transaction(`package:${fileId}`, (statements) =>
    deleteOrders(statements, activation, holder),
  );
  if (taken === 0) {
    throw new NotFoundError(`The package is not ordered for ${holder}`);
  }
  log.info(
    { ...caller, packageId: fileId, activationId: activation, holder },
    'order of a package taken back',
  );
}

/** A page of how a package went. @throws NotFoundError */
export async function listPackageResults(
  store: Store,
  fileId: string,
  filter: InputOf<Operations['listPackageResults']>['query'],
): Promise<AnswerOf<Operations['listPackageResults']>> {
  await getItem(store, fileId);
  return await listResultPage(store.database.statements, fileId, filter);
}

async function getItem(store: Store, fileId: string): Promise<PackageItem> {
  const [item] = await listPackageItems(store.database.statements, fileId);
  if (item === undefined) {
    throw new NotFoundError(`There is no package ${fileId}`);
  }
  return item;
}

async function getPlace(store: Store, fileId: string, id: number): Promise<Place> {
  const place = (await listPlaces(store.database.statements, fileId)).find((each) => each.id === id);
  if (place === undefined) {
    throw new NotFoundError(`The package ${fileId} has no activation ${id}`);
  }
  return place;
}
