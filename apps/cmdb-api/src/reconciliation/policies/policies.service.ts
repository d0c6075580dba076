import { Inject, Injectable } from '@nestjs/common';
import { ForbiddenError, InvalidInputError } from '@popis/errors';
import { equalValues } from '@popis/model';
import { DEFAULT_POLICY, type SourcePolicy } from '@popis/reconciliation';
import { ChangesService, changeBy } from '../../changes/changes.service.ts';
import { CatalogueService } from '../../classes/catalogue.service.ts';
import type { Tx } from '../../platform/database/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Caller } from '../../platform/permissions.ts';
import { findPolicy } from './policies.read-model.ts';
import { endPolicy, insertPolicy } from './policies.repository.ts';
import { type PolicyWork, toAttestedPolicies } from './policy-attestation.ts';
import { comparePolicies } from './policy-differences.ts';
import { findPolicyFaults } from './policy-faults.ts';

/** By which rules sources are planned. */
@Injectable()
export class PoliciesService {
  constructor(
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
  ) {}

  /**
   * Makes this the policy of a source, which the caller has locked. One that says the same writes nothing.
   *
   * @throws ForbiddenError for who does not administer: a connector must not loosen its own limits
   * @throws InvalidInputError with every fault
   */
  async put(
    tx: Tx,
    caller: Caller,
    source: string,
    given: Partial<SourcePolicy>,
    reason: string | undefined,
  ): Promise<void> {
    if (!caller.permissions.includes('administer')) {
      throw new ForbiddenError('Only who administers may change the policy of a source');
    }
    const policy = await this.complete(tx, given);
    const standing = await findPolicy(tx, source);
    const isSame = equalValues(toPlain(standing?.policy ?? DEFAULT_POLICY), toPlain(policy));
    if (isSame) return;
    const work: PolicyWork = {
      begun: [{ id: newId(), source, policy }],
      ended: standing === undefined ? [] : [standing.id],
    };
    const change = await this.changes.begin(tx, changeBy(caller, reason ?? null), standing?.validFrom);
    await this.changes.record(tx, change, toAttestedPolicies(work));
    for (const id of work.ended) await endPolicy(tx, change, id);
    for (const version of work.begun) await insertPolicy(tx, change, version);
  }

  /**
   * What would stand if this were made the policy of a source, and what that alters; nothing is written. The source need not be there yet.
   *
   * @throws InvalidInputError with every fault
   */
  async preview(tx: Tx, source: string, given: Partial<SourcePolicy>) {
    const policy = await this.complete(tx, given);
    const standing = { ...DEFAULT_POLICY, ...(await findPolicy(tx, source))?.policy };
    return { policy, differences: comparePolicies(standing, policy) };
  }

  private async complete(tx: Tx, given: Partial<SourcePolicy>): Promise<SourcePolicy> {
    const policy: SourcePolicy = { ...DEFAULT_POLICY, ...withoutUndefined(given) };
    const faults = findPolicyFaults(policy, await this.catalogues.whole(tx));
    if (faults.length > 0) throw new InvalidInputError('The policy cannot be so', faults);
    return policy;
  }
}

function withoutUndefined(given: Partial<SourcePolicy>): Partial<SourcePolicy> {
  return Object.fromEntries(Object.entries(given).filter(([, rules]) => rules !== undefined));
}

function toPlain(policy: SourcePolicy) {
  return JSON.parse(JSON.stringify(policy));
}
