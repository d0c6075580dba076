import { type Fault, InvalidInputError } from '@popis/errors';
import { findName, type MappedClass } from '../mapping/cmdbuild-schema.ts';
import type { ClassOfRun } from '../mapping/mapped-cards.ts';
import type { CmdbClient } from './cmdb-client.ts';

/** What a mapping names, in the CMDB's own spelling. */
export interface ResolvedNames {
  readonly classes: readonly MappedClass[];
  readonly described: readonly ClassOfRun[];
  readonly domains: readonly string[];
}

/**
 * Finds the classes, attributes and domains of a mapping in the CMDB, without regard to case. All that is missing there
 * is said at once and before anything is sent: the connector never makes schema.
 *
 * @throws InvalidInputError listing what the CMDB does not have.
 */
export async function resolveNames(
  cmdb: Pick<CmdbClient, 'listClassNames' | 'listAttributeNames' | 'listDomainNames'>,
  described: readonly ClassOfRun[],
): Promise<ResolvedNames> {
  const [classNames, domains] = await Promise.all([cmdb.listClassNames(), cmdb.listDomainNames()]);
  const faults: Fault[] = [];
  const classes: ClassOfRun[] = [];
  for (const wanted of described) {
    const name = findName(classNames, wanted.name);
    if (name === undefined) {
      faults.push({ path: wanted.name, message: 'is no class of the CMDB' });
      continue;
    }
    const known = await cmdb.listAttributeNames(name);
    classes.push(resolveClass(wanted, name, known, domains, faults));
  }
  if (faults.length > 0) throw new InvalidInputError('The mapping names what the CMDB does not have', faults);
  return { classes, described: classes, domains };
}

function resolveClass(
  wanted: ClassOfRun,
  name: string,
  known: readonly string[],
  domains: readonly string[],
  faults: Fault[],
): ClassOfRun {
  const attributes: string[] = [];
  for (const attribute of wanted.attributes) {
    const found = findName(known, attribute);
    if (found !== undefined) attributes.push(found);
    else faults.push({ path: `${wanted.name}.${attribute}`, message: 'is no attribute of the CMDB' });
  }
  const domain = wanted.domain === undefined ? undefined : findName(domains, wanted.domain);
  if (wanted.domain !== undefined && domain === undefined) {
    faults.push({ path: wanted.domain, message: `(of ${wanted.name}) is no domain of the CMDB` });
  }
  const { master, refers } = wanted;
  return {
    name,
    attributes,
    master,
    ...(domain === undefined ? {} : { domain }),
    ...(refers === undefined ? {} : { refers }),
  };
}
