import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toEtag } from '../platform/http/etag.ts';
import { wholeList } from '../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import {
  createDocumentRoute,
  createLinkRoute,
  createVersionRoute,
  deleteLinkRoute,
  getContentRoute,
  getDocumentRoute,
  listDocumentsRoute,
  toDocument,
} from './documents.schema.ts';
import { DocumentsService } from './documents.service.ts';
import { formatAttachment } from './file-name.ts';
import { withFormParts } from './form-parts.ts';
import { toSentMediaType } from './media-type.ts';

@Controller()
export class DocumentsController {
  constructor(@Inject(DocumentsService) private readonly documents: DocumentsService) {}

  @Route(createDocumentRoute)
  async create(
    @Input() { params }: InputOf<typeof createDocumentRoute>,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ) {
    return toDocument(await withFormParts(request, (parts) => this.documents.add(caller, params.id, parts)));
  }

  @Route(listDocumentsRoute)
  async list(@Input() { params, query }: InputOf<typeof listDocumentsRoute>) {
    return wholeList((await this.documents.listOfCard(params.id, query.asOf)).map(toDocument));
  }

  @Route(getDocumentRoute)
  async get(@Input() { params, query }: InputOf<typeof getDocumentRoute>) {
    return toDocument(await this.documents.get(params.id, query.asOf));
  }

  @Route(getContentRoute)
  async getContent(
    @Input() { params, query, headers }: InputOf<typeof getContentRoute>,
    @Res() reply: FastifyReply,
  ) {
    const content = await this.documents.getContent(params.id, query.version);
    const etag = toEtag(content.version.sha256.toString('hex'));
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (headers['if-none-match'] === etag) return reply.code(304).send();
    const bytes = await content.open();
    return reply
      .header('content-disposition', formatAttachment(content.name))
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-length', content.version.sizeBytes)
      .type(toSentMediaType(content.version.mediaType))
      .send(bytes);
  }

  @Route(createVersionRoute)
  async createVersion(
    @Input() { params }: InputOf<typeof createVersionRoute>,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { document, isNew } = await withFormParts(request, (parts) =>
      this.documents.addVersion(caller, params.id, parts),
    );
    void reply.code(isNew ? 201 : 200);
    return toDocument(document);
  }

  @Route(createLinkRoute)
  async createLink(
    @Input() { params, query }: InputOf<typeof createLinkRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    return toDocument(await this.documents.link(caller, params.id, params.cardId, query.reason));
  }

  @Route(deleteLinkRoute)
  async deleteLink(
    @Input() { params, query }: InputOf<typeof deleteLinkRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    await this.documents.unlink(caller, params.id, params.cardId, query.reason);
  }
}
