import type { AttributeMode, AttributeType } from '@popis/model';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('attribute')
export class AttributeEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('integer', { name: 'class_id' })
  classId!: number;

  @Column('text')
  name!: string;

  @Column('text')
  label!: string;

  @Column('text')
  type!: AttributeType;

  @Column('boolean')
  mandatory!: boolean;

  @Column('boolean', { name: 'is_unique' })
  unique!: boolean;

  /** A JSON value. TypeORM cannot work with the type of one: it is recursive. */
  @Column('jsonb', { name: 'default_value', nullable: true })
  default!: unknown;

  @Column('text', { nullable: true })
  unit!: string | null;

  @Column('integer')
  position!: number;

  @Column('text', { name: 'group_name', nullable: true })
  group!: string | null;

  @Column('text')
  mode!: AttributeMode;

  @Column('boolean', { name: 'is_indexed' })
  indexed!: boolean;

  @Column('integer', { name: 'lookup_id', nullable: true })
  lookupId!: number | null;

  @Column('integer', { name: 'domain_id', nullable: true })
  domainId!: number | null;

  @Column('uuid', { name: 'change_id' })
  changeId!: string;
}
