import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.ts';
import { CatalogueService } from './catalogue.service.ts';
import { ClassesController } from './classes.controller.ts';
import { ClassesService } from './classes.service.ts';
import { ModelEditor } from './model-editor.ts';

@Module({
  imports: [ChangesModule],
  controllers: [ClassesController],
  providers: [CatalogueService, ClassesService, ModelEditor],
  exports: [CatalogueService, ClassesService, ModelEditor],
})
export class ClassesModule {}
