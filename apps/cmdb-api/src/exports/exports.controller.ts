import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { formatAttachment } from '../documents/file-name.ts';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { exportCardsRoute, exportFormats } from './exports.schema.ts';
import { ExportsService } from './exports.service.ts';

@Controller()
export class ExportsController {
  constructor(@Inject(ExportsService) private readonly exports: ExportsService) {}

  @Route(exportCardsRoute)
  async export(@Input() { params, query }: InputOf<typeof exportCardsRoute>, @Res() reply: FastifyReply) {
    const bytes = await this.exports.export({ className: params.class, ...query });
    return reply
      .header('content-disposition', formatAttachment(`${params.class}.${query.format}`))
      .header('cache-control', 'private, no-store')
      .type(exportFormats[query.format])
      .send(bytes);
  }
}
