import type { Fault } from '@popis/errors';
import type { SourcePolicy, VanishedRule } from '@popis/reconciliation';
import type { StoredCatalogue } from '../../classes/stored-catalogue.ts';

const at = 'policy';

/** What of a policy the model contradicts: every fault at once. */
export function findPolicyFaults(policy: SourcePolicy, catalogue: StoredCatalogue): Fault[] {
  const faults: Fault[] = [];
  for (const part of ['identification', 'precedence', 'vanished', 'breaker', 'approval'] as const) {
    for (const [index, rule] of policy[part].entries()) {
      if (rule.class === undefined || catalogue.findClass(rule.class) !== undefined) continue;
      faults.push({ path: `${at}.${part}.${index}.class`, message: `${rule.class} is no class` });
    }
  }
  for (const [index, rule] of policy.precedence.entries()) {
    if (rule.attribute === undefined || catalogue.findClass(rule.class) === undefined) continue;
    if (catalogue.findAttribute(rule.class, rule.attribute) !== undefined) continue;
    const message = `${rule.attribute} is no attribute of ${rule.class}`;
    faults.push({ path: `${at}.precedence.${index}.attribute`, message });
  }
  for (const [index, rule] of policy.vanished.entries()) {
    faults.push(...findVanishedFaults(rule, `${at}.vanished.${index}`, catalogue));
  }
  return faults;
}

function findVanishedFaults(rule: VanishedRule, path: string, catalogue: StoredCatalogue): Fault[] {
  const { attribute, value = null, within } = rule;
  const faults: Fault[] = [];
  if (within !== undefined && catalogue.findDomain(within.domain) === undefined) {
    faults.push({ path: `${path}.within.domain`, message: `${within.domain} is no domain` });
  }
  if (attribute === undefined || catalogue.findClass(rule.class) === undefined) return faults;
  const checked = catalogue.validator(rule.class).checkEdit({ [attribute]: value }, {});
  for (const { path: where, message } of checked.faults) {
    const isValue = catalogue.findAttribute(rule.class, attribute) !== undefined;
    faults.push({
      path: `${path}.${isValue ? 'value' : 'attribute'}`,
      message: isValue ? message : `${where}: ${message}`,
    });
  }
  return faults;
}
