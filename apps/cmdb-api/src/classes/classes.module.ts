import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.ts';
import { CatalogueService } from './catalogue.service.ts';
import { ModelEditor } from './model-editor.ts';

@Module({
  imports: [ChangesModule],
  providers: [CatalogueService, ModelEditor],
  exports: [CatalogueService, ModelEditor],
})
export class ClassesModule {}
