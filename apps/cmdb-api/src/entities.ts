import { AccountEntity } from './accounts/account.entity.ts';

/** Every TypeORM entity of the application. */
export const entities = [AccountEntity];
