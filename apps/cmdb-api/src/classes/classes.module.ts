import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.ts';
import { CatalogueService } from './catalogue.service.ts';

@Module({
  imports: [ChangesModule],
  providers: [CatalogueService],
  exports: [CatalogueService],
})
export class ClassesModule {}
