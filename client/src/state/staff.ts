import type { Role } from '../api/entities.ts'

/** Mastodon's bits for everything, and for reports (docs.joinmastodon.org/entities/Role). */
const ALL = 0x1
const REPORTS = 0x10

/** Whether somebody of this role deals with what others report. */
export function mayModerate(role: Role | undefined): boolean {
  return (Number(role?.permissions ?? 0) & (ALL | REPORTS)) !== 0
}
