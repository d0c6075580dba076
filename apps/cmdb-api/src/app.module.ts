import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.ts';
import { HealthModule } from './health/health.module.ts';

/** Every feature of the application; what they share comes from `PlatformModule`. */
@Module({ imports: [AccountsModule, HealthModule] })
export class AppModule {}
