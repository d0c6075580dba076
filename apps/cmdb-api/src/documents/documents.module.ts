import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type ByteStore, openByteStore } from '@popis/byte-store';
import { createLogger } from '@popis/runtime';
import { ChangesModule } from '../changes/changes.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { CONFIG, type Config, SECRETS, type Secrets } from '../config.ts';
import { Database } from '../platform/database/database.ts';
import { RepeatedWork } from '../platform/jobs/repeated-work.ts';
import { DocumentUploads } from './document-uploads.ts';
import { DocumentsController } from './documents.controller.ts';
import { DocumentsService } from './documents.service.ts';
import { BYTE_STORE } from './documents.tokens.ts';

const log = createLogger('cmdb-api.documents');
const HOUR_MS = 60 * 60 * 1000;

const byteStoreProvider = {
  provide: BYTE_STORE,
  inject: [CONFIG, SECRETS],
  useFactory: async (config: Config, secrets: Secrets): Promise<ByteStore> => {
    const store = openByteStore(config.documentStore, secrets.s3);
    await store.prepare();
    return store;
  },
};

const uploadsProvider = {
  provide: DocumentUploads,
  inject: [Database, BYTE_STORE, CONFIG],
  useFactory: (database: Database, store: ByteStore, config: Config) =>
    new DocumentUploads(database, store, config.documentLimitBytes),
};

/** Documents, and once an hour the removal of what broken uploads left. */
@Module({
  imports: [ChangesModule, ClassesModule],
  controllers: [DocumentsController],
  providers: [byteStoreProvider, uploadsProvider, DocumentsService],
})
export class DocumentsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = new RepeatedWork(() => this.clearAway(), {
    everyMs: HOUR_MS,
    atStart: true,
    failed: (error) => log.warn({ err: error }, 'broken uploads could not be removed now'),
  });

  constructor(@Inject(DocumentUploads) private readonly uploads: DocumentUploads) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  private async clearAway(): Promise<void> {
    const removed = await this.uploads.removeStale();
    if (removed > 0) log.info({ removed }, 'broken uploads removed');
  }
}
