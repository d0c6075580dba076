import { AccountEntity } from './accounts/account.entity.ts';
import { AttributeEntity } from './classes/attribute.entity.ts';
import { ClassEntity } from './classes/class.entity.ts';
import { DomainEntity } from './classes/domain.entity.ts';
import { LookupEntity, LookupValueEntity } from './classes/lookup.entity.ts';

/** Every TypeORM entity of the application. */
export const entities = [
  AccountEntity,
  AttributeEntity,
  ClassEntity,
  DomainEntity,
  LookupEntity,
  LookupValueEntity,
];
