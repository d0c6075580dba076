import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('lookup')
export class LookupEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text')
  name!: string;

  @Column('text')
  label!: string;

  @Column('uuid', { name: 'change_id' })
  changeId!: string;
}

@Entity('lookup_value')
export class LookupValueEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('integer', { name: 'lookup_id' })
  lookupId!: number;

  @Column('text')
  code!: string;

  @Column('text')
  label!: string;

  @Column('integer')
  position!: number;

  @Column('boolean')
  active!: boolean;
}
