import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '@gongdan/contracts';

/** A login of the engine's own (table gongdan.user_account). */
@Entity({ name: 'user_account' })
export class UserAccountEntity {
  /** The actor of every event that this account causes. */
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  /** Lower case; unique. */
  @Column({ type: 'text' })
  username!: string;

  @Column({ type: 'text', name: 'display_name' })
  displayName!: string;

  @Column({ type: 'text', name: 'password_hash' })
  passwordHash!: string;

  @Column({ type: 'text', array: true })
  roles!: Role[];

  @Column({ type: 'text', name: 'technician_id', nullable: true })
  technicianId!: string | null;

  @Column({ type: 'text', name: 'customer_id', nullable: true })
  customerId!: string | null;

  /** Where notices are mailed to. */
  @Column({ type: 'text', nullable: true })
  email!: string | null;

  /** Made by the demonstration set-up, with a password that is printed: works on loopback only. */
  @Column({ type: 'boolean' })
  demo!: boolean;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;
}
