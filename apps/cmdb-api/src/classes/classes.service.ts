import { Inject, Injectable } from '@nestjs/common';
import { type Fault, InvalidInputError } from '@popis/errors';
import type { ClassDefinition, DomainDefinition, DraftAttribute, LookupDefinition } from '@popis/model';
import type { ChangeContext } from '../changes/attestation.ts';
import { Database } from '../platform/database/database.ts';
import { countCards } from './card-counts.read-model.ts';
import { CatalogueService } from './catalogue.service.ts';
import type { ModelAddition } from './model-addition.ts';
import { ModelEditor } from './model-editor.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** The model for people: what there is, and additions to it. */
@Injectable()
export class ClassesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ModelEditor) private readonly editor: ModelEditor,
  ) {}

  async getCatalogue(): Promise<StoredCatalogue> {
    return this.database.read((tx) => this.catalogues.current(tx));
  }

  /** The model as it is, and how many active cards each class has of its own, or had at `asOf`. */
  async count(asOf?: Date): Promise<{ catalogue: StoredCatalogue; counts: Map<string, number> }> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const counts = await countCards(tx, catalogue, asOf);
      return {
        catalogue,
        counts: new Map([...counts].map(([id, cards]) => [catalogue.className(id), cards])),
      };
    });
  }

  async addClass(context: ChangeContext, definition: ClassDefinition): Promise<StoredCatalogue> {
    return this.add(context, { classes: [definition] }, `classes.${definition.name}.`);
  }

  async addAttribute(
    context: ChangeContext,
    className: string,
    attribute: DraftAttribute,
  ): Promise<StoredCatalogue> {
    (await this.getCatalogue()).getClass(className);
    const path = `classes.${className}.attributes.${attribute.name}.`;
    return this.add(context, { attributes: [{ class: className, attribute }] }, path);
  }

  async addDomain(context: ChangeContext, definition: DomainDefinition): Promise<StoredCatalogue> {
    return this.add(context, { domains: [definition] }, `domains.${definition.name}.`);
  }

  async addLookup(context: ChangeContext, definition: LookupDefinition): Promise<StoredCatalogue> {
    return this.add(context, { lookups: [definition] }, `lookups.${definition.name}.`);
  }

  /** Faults of what is added are told by their path in it. */
  private async add(context: ChangeContext, addition: ModelAddition, path: string): Promise<StoredCatalogue> {
    try {
      return await this.database.transaction((tx) => this.editor.add(tx, context, addition));
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      throw new InvalidInputError(
        error.message,
        error.faults.map((fault) => within(fault, path)),
        {
          cause: error,
        },
      );
    }
  }
}

function within(fault: Fault, path: string): Fault {
  return fault.path.startsWith(path) ? { ...fault, path: fault.path.slice(path.length) } : { ...fault };
}
