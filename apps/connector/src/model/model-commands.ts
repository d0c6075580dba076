import { InvalidInputError } from '@popis/errors';
import type { Mapping } from '../mapping/mapping-folder.ts';
import type { Say } from '../report.ts';
import type { CmdbClient } from '../submit/cmdb-client.ts';
import { readModel } from './model-file.ts';
import { planModel } from './plan-model.ts';

/**
 * Says what the CMDB lacks for a mapping, and adds it when asked to. Nothing that is there is altered.
 *
 * @throws InvalidInputError when the CMDB has something otherwise than the mapping needs it, or lacks something and
 *   nobody asked to add it.
 */
export async function workOnModel(
  cmdb: Pick<CmdbClient, 'getModel' | 'addToModel'>,
  mapping: Mapping,
  isInstall: boolean,
  say: Say,
): Promise<void> {
  const wanted = readModel(mapping);
  const { model, revision } = await cmdb.getModel();
  const { missing, faults, file } = planModel(model, wanted);
  if (faults.length > 0) {
    throw new InvalidInputError('The CMDB has otherwise what the mapping needs', faults);
  }
  if (missing.length === 0) return say('the CMDB has all that the mapping needs');
  if (!isInstall) {
    const lacks = missing.map((each) => ({ path: each, message: 'is missing' }));
    throw new InvalidInputError(
      `The CMDB lacks what the mapping needs: run "popis connector model install --mapping ${mapping.name}" as an administrator of the model`,
      lacks,
    );
  }
  await cmdb.addToModel(file, revision, `Model of the mapping ${mapping.name}`);
  for (const each of missing) say(`added ${each}`);
}
