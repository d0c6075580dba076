import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { type ByteStore, toByteKey } from '@popis/byte-store';
import { ConflictError, NotFoundError, UpstreamFailedError } from '@popis/errors';
import { createLogger } from '@popis/runtime';
import { findCardState } from '../cards/known-cards.read-model.ts';
import type { Change } from '../changes/attestation.ts';
import { ChangesService, changeBy } from '../changes/changes.service.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { explainViolation } from '../platform/database/violations.ts';
import { newId } from '../platform/ids.ts';
import type { Caller } from '../platform/permissions.ts';
import { type DocumentWork, toAttested } from './document-attestation.ts';
import { CATEGORY_LOOKUP, checkCategory, checkSameExtension } from './document-rules.ts';
import { DocumentUploads } from './document-uploads.ts';
import {
  findDocument,
  findDocumentIdByName,
  type KnownDocument,
  type KnownVersion,
  listDocumentsOfCard,
} from './documents.read-model.ts';
import {
  endLink,
  insertDocument,
  insertLink,
  insertVersion,
  type LinkRow,
  lockLink,
  lockNewestVersion,
} from './documents.repository.ts';
import { readNewDocumentFields, readNewVersionFields } from './documents.schema.ts';
import { BYTE_STORE } from './documents.tokens.ts';
import { VerifiedBytes } from './measured-bytes.ts';
import type { FormPart } from './upload-form.ts';

const log = createLogger('cmdb-api.documents');

/** The bytes of a version; reading them to the end proves them whole. */
export interface DocumentContent {
  name: string;
  version: KnownVersion;
  open(): Promise<Readable>;
}

/** The use-cases of documents: files that hang on cards. */
@Injectable()
export class DocumentsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChangesService) private readonly changes: ChangesService,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(DocumentUploads) private readonly uploads: DocumentUploads,
    @Inject(BYTE_STORE) private readonly store: ByteStore,
  ) {}

  async listOfCard(cardId: string, asOf: Date | undefined): Promise<KnownDocument[]> {
    return await this.database.read(async (tx) => {
      const catalogue = await this.catalogue.current(tx);
      if ((await findCardState(tx, catalogue, cardId)) === undefined) throw noCard(cardId);
      return await listDocumentsOfCard(tx, catalogue, cardId, asOf);
    });
  }

  async get(id: string, asOf?: Date): Promise<KnownDocument> {
    return await this.database.read((tx) => this.getWithin(tx, id, asOf));
  }

  /** Takes in a file and hangs it on the card. */
  async add(caller: Caller, cardId: string, parts: AsyncIterable<FormPart>): Promise<KnownDocument> {
    const { single } = this.database;
    await requireActiveCard(single, await this.catalogue.current(single), cardId);
    const id = newId();
    await this.uploads.receive(id, parts, ['category', 'description', 'reason'], async (tx, file, given) => {
      const fields = readNewDocumentFields(given);
      const lookup = (await this.catalogue.current(tx)).findLookup(CATEGORY_LOOKUP);
      checkCategory(fields.category, lookup);
      const document = {
        id,
        name: file.name,
        category: fields.category ?? null,
        description: fields.description ?? null,
      };
      const version = { ...file, id: file.versionId, version: 1, author: caller.username };
      const link = { id: newId(), documentId: id, name: file.name, cardId };
      const change = await this.changes.begin(tx, changeBy(caller, fields.reason));
      await this.record(tx, change, { documents: [document], versions: [version], links: [link] });
      await insertDocument(tx, document, change);
      await insertVersion(tx, version, version.version, change);
      await hang(tx, link, change);
      return { taken: true, result: undefined };
    });
    return await this.get(id);
  }

  /** Takes in a new version. `isNew` is false when the file equals the newest version; then nothing is written. */
  async addVersion(
    caller: Caller,
    id: string,
    parts: AsyncIterable<FormPart>,
  ): Promise<{ document: KnownDocument; isNew: boolean }> {
    const { name } = await this.get(id);
    const isNew = await this.uploads.receive(id, parts, ['reason'], async (tx, file, given) => {
      const fields = readNewVersionFields(given);
      checkSameExtension(name, file.name);
      const newest = await lockNewestVersion(tx, id);
      if (newest?.sha256.equals(file.sha256) === true) return { taken: false, result: false };
      const version = {
        ...file,
        id: file.versionId,
        version: (newest?.version ?? 0) + 1,
        author: caller.username,
      };
      const change = await this.changes.begin(tx, changeBy(caller, fields.reason), newest?.validFrom);
      await this.record(tx, change, { versions: [version] });
      await insertVersion(tx, version, version.version, change);
      return { taken: true, result: true };
    });
    return { document: await this.get(id), isNew };
  }

  /** Hangs a document on one more card; on a card where it hangs already nothing is written. */
  async link(caller: Caller, id: string, cardId: string, reason: string | undefined): Promise<KnownDocument> {
    return await this.database.transaction(async (tx) => {
      const document = await this.getWithin(tx, id);
      await requireActiveCard(tx, await this.catalogue.current(tx), cardId);
      if (document.cards.some((card) => card.id === cardId)) return document;
      const link = { id: newId(), documentId: id, name: document.name, cardId };
      const change = await this.changes.begin(tx, changeBy(caller, reason));
      await this.record(tx, change, { links: [link] });
      await hang(tx, link, change);
      return await this.getWithin(tx, id);
    });
  }

  /** Takes a document off a card. Its versions and the link's history stay. */
  async unlink(caller: Caller, id: string, cardId: string, reason: string | undefined): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.getWithin(tx, id);
      const link = await lockLink(tx, id, cardId);
      if (link === undefined)
        throw new NotFoundError(`The document ${id} does not hang on the card ${cardId}`);
      const change = await this.changes.begin(tx, changeBy(caller, reason), link.validFrom);
      await this.record(tx, change, { endedLinks: [link.id] });
      await endLink(tx, link.id, change);
    });
  }

  async getContent(id: string, versionNumber: number | undefined): Promise<DocumentContent> {
    const document = await this.get(id);
    const version =
      versionNumber === undefined
        ? document.versions[0]
        : document.versions.find((each) => each.version === versionNumber);
    if (version === undefined) throw new NotFoundError(`The document ${id} has no version ${versionNumber}`);
    return { name: document.name, version, open: () => this.openVersion(id, version) };
  }

  private async openVersion(documentId: string, version: KnownVersion): Promise<Readable> {
    const about = { documentId, version: version.version };
    const found = await this.store.find(toByteKey(documentId, version.id));
    if (found === undefined) {
      throw new UpstreamFailedError('The file is missing from the document store', { context: about });
    }
    if (found.sizeBytes !== version.sizeBytes) {
      found.stream.destroy();
      throw new UpstreamFailedError('The stored file is damaged', {
        context: { ...about, expectedBytes: version.sizeBytes, foundBytes: found.sizeBytes },
      });
    }
    return pipeline(found.stream, new VerifiedBytes(version.sha256), (error) => {
      if (error instanceof UpstreamFailedError)
        log.error({ err: error, ...about }, 'a stored file is damaged');
      else if (error) log.info({ err: error, ...about }, 'a download broke off');
    });
  }

  private async getWithin(tx: Tx, id: string, asOf?: Date): Promise<KnownDocument> {
    const document = await findDocument(tx, await this.catalogue.current(tx), id, asOf);
    if (document === undefined) throw new NotFoundError(`There is no document ${id}`);
    return document;
  }

  private async record(tx: Tx, change: Change, work: DocumentWork): Promise<void> {
    await this.changes.record(tx, change, toAttested(work));
  }
}

async function requireActiveCard(tx: Tx, catalogue: StoredCatalogue, cardId: string): Promise<void> {
  const state = await findCardState(tx, catalogue, cardId);
  if (state === undefined) throw noCard(cardId);
  if (state === 'retired')
    throw new ConflictError('The card is retired. It keeps its documents and takes no more');
}

function noCard(cardId: string): NotFoundError {
  return new NotFoundError(`There is no card ${cardId}`);
}

async function hang(tx: Tx, link: LinkRow, change: Change): Promise<void> {
  await explainViolation(
    tx,
    () => insertLink(tx, link, change),
    async (constraint) => {
      if (constraint !== 'document_link_card_id_name_key') return;
      const id = await findDocumentIdByName(tx, link.cardId, link.name);
      throw new ConflictError(
        `A document named “${link.name}” hangs on this card already. Upload the file as a new version of it`,
        { current: { id, name: link.name } },
      );
    },
  );
}
