import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.ts';
import { CatalogueService } from './catalogue.service.ts';
import { ClassesController } from './classes.controller.ts';
import { ClassesService } from './classes.service.ts';
import { ModelEditor } from './model-editor.ts';
import { Sights } from './sights.ts';

@Module({
  imports: [ChangesModule],
  controllers: [ClassesController],
  providers: [CatalogueService, ClassesService, ModelEditor, Sights],
  exports: [CatalogueService, ClassesService, ModelEditor],
})
export class ClassesModule {}
