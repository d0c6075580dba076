import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('lookup')
export class LookupEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text')
  name!: string;

  @Column('text')
  label!: string;

  @Column('integer', { name: 'parent_id', nullable: true })
  parentId!: number | null;

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

  @Column('text')
  description!: string;

  @Column('boolean', { name: 'is_default' })
  isDefault!: boolean;

  @Column('integer', { name: 'parent_lookup_id', nullable: true })
  parentLookupId!: number | null;

  @Column('text', { name: 'parent_code', nullable: true })
  parentCode!: string | null;
}
