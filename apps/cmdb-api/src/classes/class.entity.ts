import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('class')
export class ClassEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('text')
  name!: string;

  @Column('text')
  label!: string;

  @Column('text')
  description!: string;

  @Column('integer', { name: 'superclass_id', nullable: true })
  superclassId!: number | null;

  @Column('boolean')
  abstract!: boolean;

  /** Days, or `forever`; `null` = as its superclass says. */
  @Column('text', { nullable: true })
  retention!: string | null;

  @Column('uuid', { name: 'change_id' })
  changeId!: string;
}
