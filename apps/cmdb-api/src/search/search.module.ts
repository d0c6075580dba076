import { Module } from '@nestjs/common';
import { ClassesModule } from '../classes/classes.module.ts';
import { SearchController } from './search.controller.ts';
import { SearchService } from './search.service.ts';

@Module({
  imports: [ClassesModule],
  controllers: [SearchController],
  providers: [SearchService],
})
export class SearchModule {}
