import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config, SECRETS, type Secrets } from '../config.ts';
import { Database } from './database/database.ts';
import { BackgroundJobs } from './jobs/background-jobs.ts';
import { JobUpkeep } from './jobs/job-upkeep.ts';

@Module({})
class PlatformModule {}

/** What every module may inject: `Database`, `CONFIG`, `SECRETS`, `BackgroundJobs`, `JobUpkeep`. */
export function providePlatform(values: {
  database: Database;
  config: Config;
  secrets: Secrets;
}): DynamicModule {
  const providers = [
    { provide: Database, useValue: values.database },
    { provide: CONFIG, useValue: values.config },
    { provide: SECRETS, useValue: values.secrets },
    BackgroundJobs,
    JobUpkeep,
  ];
  return { module: PlatformModule, global: true, providers, exports: providers };
}
