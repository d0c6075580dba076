import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError, NotFoundError } from '@popis/errors';
import { editModel, type JsonValue, type ModelDefinition, type ModelEdit } from '@popis/model';
import { CardWriter } from '../cards/card-writer.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { readModel } from '../classes/catalogue.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { listModelChanges, type ModelHistoryQuery } from '../classes/model-change.read-model.ts';
import { ModelEditor } from '../classes/model-editor.ts';
import type { ModelReview } from '../classes/model-review.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { listCardsWithout } from './fill.read-model.ts';

/** A value for every card that has none of an attribute. */
export interface Fill {
  class: string;
  attribute: string;
  value: JsonValue;
}

/** Edits that are made together or not at all. */
export interface WantedEdits {
  edits: readonly ModelEdit[];
  fills: readonly Fill[];
  ignoreDependants: boolean;
  ifMatch?: string | undefined;
}

/** A model that is to be taken over. */
export interface WantedImport {
  toNext: (model: ModelDefinition) => ModelDefinition;
  ignoreDependants: boolean;
  ifMatch?: string | undefined;
}

/** Cards that are filled in one statement. */
const fillChunk = 2_000;

/** Changes of the model by people: tried out, made, and looked up again. */
@Injectable()
export class ModelService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ModelEditor) private readonly editor: ModelEditor,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /** @throws NotFoundError for an item that is edited and not there. */
  async preview({ edits, fills, ignoreDependants }: WantedEdits): Promise<ModelReview> {
    const options = { filled: namesOf(fills), ignoreDependants };
    return this.database.read((tx) => this.editor.preview(tx, (model) => edit(model, edits), options));
  }

  /**
   * Makes the edits as one change of the model, then fills in what cards lack as another, in one transaction.
   *
   * @throws NotFoundError, InvalidInputError, ConflictError, StaleError
   */
  async edit(context: ChangeContext, wanted: WantedEdits): Promise<StoredCatalogue> {
    const { edits, fills, ignoreDependants, ifMatch } = wanted;
    refuseEmpty(fills);
    return this.database.transaction(async (tx) => {
      const options = { filled: namesOf(fills), ignoreDependants, ifMatch };
      const after = await this.editor.change(tx, context, (model) => edit(model, edits), options);
      for (const each of fills) await this.fill(tx, context, after, each);
      return after;
    });
  }

  /** The whole model with its revision. */
  async export(): Promise<{ revision: string; model: ModelDefinition }> {
    return this.database.read(async (tx) => {
      const { revision } = await this.catalogues.current(tx);
      return { revision, model: await readModel(tx) };
    });
  }

  /** What importing a model would do, and what stands in its way. */
  async previewImport({ toNext, ignoreDependants }: WantedImport): Promise<ModelReview> {
    return this.database.read((tx) => this.editor.preview(tx, toNext, { ignoreDependants }));
  }

  /**
   * Takes another system's model, as one change: all of it or nothing.
   *
   * @throws InvalidInputError, ConflictError, StaleError
   */
  async import(context: ChangeContext, wanted: WantedImport): Promise<StoredCatalogue> {
    const { toNext, ...options } = wanted;
    return this.database.transaction((tx) => this.editor.change(tx, context, toNext, options));
  }

  async listHistory(query: ModelHistoryQuery) {
    return this.database.read((tx) => listModelChanges(tx, query));
  }

  private async fill(tx: Tx, context: ChangeContext, catalogue: StoredCatalogue, fill: Fill): Promise<void> {
    const attribute = catalogue.findAttribute(fill.class, fill.attribute);
    if (attribute === undefined) return;
    if (attribute.type === 'reference') {
      const faults = [{ path: 'fill', message: 'does not go with the type reference' }];
      throw new InvalidInputError('The request has a fault', faults);
    }
    const ids = await listCardsWithout(tx, catalogue.concreteIds(fill.class), attribute);
    const attributes = { [fill.attribute]: fill.value };
    const reason = context.reason ?? `${fill.class}.${fill.attribute} is filled in`;
    for (let start = 0; start < ids.length; start += fillChunk) {
      const update = ids.slice(start, start + fillChunk).map((id) => ({ id, attributes }));
      await this.writer.apply(tx, { ...context, reason }, { update, ignoreModes: true });
    }
  }
}

function edit(model: ModelDefinition, edits: readonly ModelEdit[]): ModelDefinition {
  const edited = editModel(model, edits);
  const [missing] = edited.missing;
  if (missing !== undefined) throw new NotFoundError(`There is no ${missing}`);
  return edited.model;
}

function namesOf(fills: readonly Fill[]): ReadonlySet<string> {
  return new Set(fills.map((fill) => `${fill.class}.${fill.attribute}`));
}

function refuseEmpty(fills: readonly Fill[]): void {
  if (fills.every((fill) => fill.value !== null)) return;
  throw new InvalidInputError('The request has a fault', [{ path: 'fill', message: 'must be a value' }]);
}
