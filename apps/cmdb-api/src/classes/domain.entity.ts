import type { Cardinality, Impact, RetireRule } from '@popis/model';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('domain')
export class DomainEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text')
  name!: string;

  @Column('text')
  label!: string;

  @Column('integer', { name: 'source_class_id' })
  sourceClassId!: number;

  @Column('integer', { name: 'target_class_id' })
  targetClassId!: number;

  @Column('text')
  cardinality!: Cardinality;

  @Column('text', { name: 'direct_label' })
  directLabel!: string;

  @Column('text', { name: 'inverse_label' })
  inverseLabel!: string;

  @Column('text')
  impact!: Impact;

  @Column('text', { name: 'on_source_retired' })
  onSourceRetired!: RetireRule;

  @Column('text', { name: 'on_target_retired' })
  onTargetRetired!: RetireRule;

  @Column('text', { name: 'disabled_sources', array: true })
  disabledSources!: string[];

  @Column('text', { name: 'disabled_targets', array: true })
  disabledTargets!: string[];

  /** A list of attribute definitions. TypeORM cannot work with their type: it is recursive. */
  @Column('jsonb')
  attributes!: unknown;

  @Column('uuid', { name: 'change_id' })
  changeId!: string;
}
