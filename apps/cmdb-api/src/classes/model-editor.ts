import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError } from '@popis/errors';
import { diffModels, type ModelDefinition } from '@popis/model';
import type { ChangeContext } from '../changes/attestation.ts';
import { ChangesService } from '../changes/changes.service.ts';
import type { Tx } from '../platform/database/database.ts';
import { StaleError } from '../platform/stale-error.ts';
import { applyModel } from './apply-model.ts';
import { readModel } from './catalogue.read-model.ts';
import { CatalogueService } from './catalogue.service.ts';
import { syncIndexes } from './index-sync.repository.ts';
import { extendModel, type ModelAddition } from './model-addition.ts';
import { readLastModelChange } from './model-change.read-model.ts';
import { insertModelChange } from './model-change.repository.ts';
import { toAttestedModelChange } from './model-change.ts';
import { describeObstacles, type ModelReview } from './model-review.ts';
import { type ReviewOptions, reviewModel } from './review-model.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** Makes the next model of the one that stands. Pure: it may run more than once. */
export type Edit = (model: ModelDefinition) => ModelDefinition;

export interface EditOptions extends ReviewOptions {
  /** Refuse with a StaleError unless the model's revision still is this one. */
  ifMatch?: string | undefined;
}

/** The one way to change the model. */
@Injectable()
export class ModelEditor {
  constructor(
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
  ) {}

  /** @throws InvalidInputError with every fault that the whole model would have. */
  async add(tx: Tx, context: ChangeContext, addition: ModelAddition): Promise<StoredCatalogue> {
    return this.change(tx, context, (model) => extendModel(model, addition));
  }

  /** Says what {@link change} would do, and what stands in its way. Writes nothing and waits for nobody. */
  async preview(tx: Tx, edit: Edit, options: ReviewOptions = {}): Promise<ModelReview> {
    const before = await this.catalogues.whole(tx);
    const current = await readModel(tx);
    const next = edit(current);
    return reviewModel(tx, before, current, next, diffModels(current, next), options);
  }

  /**
   * Makes another model, as one change. Nothing differs, nothing is written. No card is written meanwhile, so what the
   * review finds is what there is.
   *
   * @throws InvalidInputError with every fault that the whole model would have.
   * @throws ConflictError when an item to be deleted is in use, or cards have values that the next model does not allow;
   * `current` is the review.
   * @throws StaleError
   */
  async change(
    tx: Tx,
    context: ChangeContext,
    edit: Edit,
    options: EditOptions = {},
  ): Promise<StoredCatalogue> {
    const before = await this.catalogues.currentForChange(tx);
    if (options.ifMatch !== undefined && options.ifMatch !== before.revision) {
      throw new StaleError('The model was changed in the meantime', { current: before.revision });
    }
    const current = await readModel(tx);
    const next = edit(current);
    const differences = diffModels(current, next);
    refuse(await reviewModel(tx, before, current, next, differences, options));
    if (differences.length === 0) return before;

    const change = await this.changes.begin(tx, context, await readLastModelChange(tx));
    await this.changes.record(tx, change, toAttestedModelChange(differences));
    await insertModelChange(tx, change.id, differences);
    await applyModel(tx, current, next, differences, change.id);
    await this.catalogues.raise(tx);
    const after = await this.catalogues.whole(tx);
    const retyped = differences.filter(({ kind, old, new: item }) => {
      return kind === 'attribute' && old !== null && item !== null && old.type !== item.type;
    });
    const stale = new Set(retyped.map(({ name }) => current.attributeIds.get(name) ?? 0));
    await syncIndexes(tx, after, stale);
    return after;
  }
}

/** A name that is taken comes first: what else is found then is said of the wrong item. */
function refuse(review: ModelReview): void {
  const taken = review.faults.filter((fault) => fault.path.endsWith('.name'));
  if (taken.length > 0) throw new InvalidInputError('The model would have faults', review.faults);
  if (review.uses.length + review.broken.length > 0) {
    throw new ConflictError(describeObstacles(review), { current: review });
  }
  if (review.faults.length > 0) throw new InvalidInputError('The model would have faults', review.faults);
}
