import { type Fault, InvalidInputError, NotFoundError } from '@popis/errors';
import type { Store } from '../store.ts';
import { checkPackage, type PackageDefinition } from './build-package.ts';
import { removePackage, writePackage } from './package-folder.ts';
import {
  hasAvailablePackage,
  insertActivation,
  insertAvailablePackage,
  listHardwareIds,
  type PackageExtras,
  type PackageLocation,
  replaceAssignments,
} from './packages.repository.ts';

const SCHEDULE = /^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}$/;
const LENGTH = 255;

/** Makes a package of an archive, puts its files into the package store, and lists it. */
export async function publishPackage(
  store: Store,
  packageFolder: string,
  about: { name: string; system: string; comment: string | null },
  definition: PackageDefinition,
  archive: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  if (about.name.trim() === '' || about.name.length > LENGTH) {
    throw new InvalidInputError('The package cannot be made', [
      { path: 'name', message: `must have 1 to ${LENGTH} characters` },
    ]);
  }
  const { beginning, whole } = await peek(archive instanceof Uint8Array ? [archive] : archive);
  checkPackage(definition, beginning);
  const { fragments, bytes } = await writePackage(packageFolder, definition, whole);
  try {
    await insertAvailablePackage(store.database.statements, {
      ...about,
      fileId: definition.id,
      priority: definition.priority,
      fragments,
      bytes,
    });
  } catch (error) {
    await removePackage(packageFolder, definition.id);
    throw error;
  }
}

const BEGINNING_BYTES = 2;

/** Looks at the beginning of an archive, by which its kind is known, and gives it whole all the same. */
async function peek(
  archive: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<{ beginning: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const chunks = iterate(archive);
  const taken: Uint8Array[] = [];
  let beginning = Buffer.alloc(0);
  while (beginning.length < BEGINNING_BYTES) {
    const { done, value } = await chunks.next();
    if (done === true) {
      break;
    }
    taken.push(value);
    beginning = Buffer.concat([beginning, value]);
  }
  return { beginning, whole: join(taken, chunks) };
}

async function* iterate(archive: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
  yield* archive;
}

async function* join(taken: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>) {
  yield* taken;
  yield* rest;
}

/** Makes a listed package ready to be ordered from a place; gives the id that {@link assignPackage} takes. */
export async function activatePackage(
  store: Store,
  fileId: string,
  location: PackageLocation,
): Promise<number> {
  const faults: Fault[] = [];
  for (const [path, value] of [
    ['info', location.info],
    ['fragments', location.fragments],
  ] as const) {
    if (value === '' || value.length > LENGTH || value.includes('://')) {
      faults.push({ path, message: 'must be a host and a path without a scheme' });
    }
  }
  if (faults.length > 0) {
    throw new InvalidInputError('The package cannot be activated', faults);
  }
  const { statements } = store.database;
  if (!(await hasAvailablePackage(statements, fileId))) {
    throw new NotFoundError(`There is no package ${fileId}`);
  }
  return await insertActivation(statements, fileId, location);
}

/** Orders an activated package for devices and groups (ids of `hardware`); ordering again starts anew. */
export async function assignPackage(
  store: Store,
  enableId: number,
  hardwareIds: readonly number[],
  extras: PackageExtras,
): Promise<void> {
  const { isAnyOf } = store.database.dialect;
  const faults: Fault[] = [];
  if (extras.schedule !== undefined && !SCHEDULE.test(extras.schedule)) {
    faults.push({ path: 'schedule', message: 'must be YYYY/MM/DD hh:mm' });
  }
  if (extras.postCommand !== undefined && extras.postCommand.length > LENGTH) {
    faults.push({ path: 'postCommand', message: `must have at most ${LENGTH} characters` });
  }
  await store.database.transaction(undefined, async (statements) => {
    const known =
      hardwareIds.length === 0 ? new Set() : await listHardwareIds(statements, isAnyOf, hardwareIds);
    for (const [index, id] of hardwareIds.entries()) {
      if (!known.has(id)) {
        faults.push({ path: `holders[${index}]`, message: `there is no device or group ${id}` });
      }
    }
    if (faults.length > 0) {
      throw new InvalidInputError('The package cannot be ordered', faults);
    }
    if (hardwareIds.length > 0) {
      await replaceAssignments(statements, isAnyOf, enableId, hardwareIds, extras);
    }
  });
}
