import { createLog } from '#platform/log/index.ts'
import { readSettings } from '#platform/settings/index.ts'
import { openAdmin } from '#roles/open-admin.ts'
import type { Admin } from '#surfaces/admin-cli/index.ts'
import { settingsOf } from './start-cairn.ts'

/** A server as its operator reaches it. */
export interface Operated {
  readonly origin: string
  readonly databaseUrl: string
  readonly dataDir: string
  /** Settings besides those of every server of the lab. */
  readonly env?: Readonly<Record<string, string>>
}

/** The operator's commands of a server, by the code that `npm run cairn` runs. Close it: it holds connections. */
export function openAdminOf(server: Operated): Promise<Admin> {
  const read = readSettings(settingsOf({ ...server, port: Number(new URL(server.origin).port || 80) }))
  if (!read.ok) throw new Error(read.problems.join(' '))
  return openAdmin(read.settings, createLog('silent'))
}
