import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A login that lasts (table gongdan.session). The token itself is nowhere but with the caller. */
@Entity({ name: 'session' })
export class SessionEntity {
  @PrimaryColumn({ type: 'bytea', name: 'token_hash' })
  tokenHash!: Buffer;

  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;
}
