import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config, SECRETS, type Secrets } from '../config.ts';
import { Database } from './database/database.ts';

@Module({})
class PlatformModule {}

/** What every module may inject: `Database`, `CONFIG`, `SECRETS`. */
export function providePlatform(values: {
  database: Database;
  config: Config;
  secrets: Secrets;
}): DynamicModule {
  const providers = [
    { provide: Database, useValue: values.database },
    { provide: CONFIG, useValue: values.config },
    { provide: SECRETS, useValue: values.secrets },
  ];
  return { module: PlatformModule, global: true, providers, exports: providers };
}
