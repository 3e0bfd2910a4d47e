import { CannotListen } from '#platform/http-server/index.ts'
import type { Settings } from '#platform/settings/index.ts'

/**
 * Why a server could not start, in words for whoever has set it up: what is wrong, where, and what to do.
 * @returns undefined for what is a fault of ours
 */
export function explainStart(error: unknown, settings: Settings): string | undefined {
  if (!(error instanceof Error)) return undefined
  const isPlain = ['DataDirInUse', 'NewerSchema', 'UnsafeNats'].includes(error.name)
  if (isPlain || error instanceof CannotListen) return error.message
  return explainFolder(error, settings) ?? explainDatabase(error, settings)
}

const folderFaults: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', 'this user may not write there'],
  ['EPERM', 'this user may not write there'],
  ['EROFS', 'it is on a file system that can only be read'],
  ['ENOTDIR', 'a part of it is a file'],
  ['EEXIST', 'it is a file'],
  ['ENOENT', 'it cannot be made there'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk is full'],
])

function explainFolder(error: Error, { dataDir }: Settings): string | undefined {
  const path: unknown = Reflect.get(error, 'path')
  const isThere = typeof path === 'string' && (path.startsWith(dataDir) || dataDir.startsWith(`${path}/`))
  const isFull = /no space left on device/i.test(error.message)
  const fault = isFull ? folderFaults.get('ENOSPC') : isThere && folderFaults.get(Reflect.get(error, 'code'))
  if (!fault) return undefined
  return `The data folder ${dataDir} cannot be used: ${fault}. Make room or give this user the right to write, or name another folder by DATA_DIR.`
}

const databaseFaults: ReadonlyMap<unknown, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'there is no host of that name'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now'],
  ['ETIMEDOUT', 'it does not answer'],
  ['CONNECT_TIMEOUT', 'it does not answer'],
  ['28P01', 'it refuses the password'],
  ['28000', 'it does not let this user in'],
  ['3D000', 'it has no database of that name'],
])

/** The password in the address is told nobody. */
function explainDatabase(error: Error, { databaseUrl }: Settings): string | undefined {
  const fault = databaseFaults.get(Reflect.get(error, 'code'))
  if (!databaseUrl || !fault) return undefined
  const { host, pathname } = new URL(databaseUrl)
  return `The database of DATABASE_URL (${host}${pathname}) cannot be used: ${fault}. Start it or correct the address; without DATABASE_URL the embedded one is used.`
}
