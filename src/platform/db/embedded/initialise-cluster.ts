import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './resolve-binaries.ts'
import { type RunAs, spawnAs } from './run-as.ts'

/** Our own superuser; its password is in the data folder. */
export const superuser = 'cairn'

/**
 * Makes the cluster in `<dataDir>/postgres` if there is none, whole or not at all: initdb works in a folder beside it
 * that is renamed at the end, so a start that was cut short is simply done again.
 * Throws with advice when the folder holds a cluster of another major version.
 */
export async function initialiseCluster(
  binaries: Binaries,
  runAs: RunAs,
  folders: { readonly dataDir: string; readonly clusterDir: string; readonly password: string },
): Promise<void> {
  const { clusterDir } = folders
  if (existsSync(join(clusterDir, 'PG_VERSION'))) return refuseOtherVersion(binaries, clusterDir)
  const staging = `${clusterDir}.making`
  await rm(staging, { recursive: true, force: true })
  await rm(clusterDir, { recursive: true, force: true })
  await mkdir(staging, { mode: 0o700 })
  await initdb(binaries, runAs, { staging, password: folders.password })
  await rename(staging, clusterDir)
}

async function refuseOtherVersion(binaries: Binaries, clusterDir: string): Promise<void> {
  const found = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim()
  if (found === String(binaries.major)) return
  throw new Error(
    `The data folder ${clusterDir} belongs to PostgreSQL ${found}, this server brings ${binaries.major}. ` +
      `Start the old version, copy the data with pg_dump, and restore it here; or set DATABASE_URL.`,
  )
}

async function initdb(
  binaries: Binaries,
  runAs: RunAs,
  { staging, password }: { staging: string; password: string },
): Promise<void> {
  const passwordFile = `${staging}.password`
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  try {
    if (runAs.account) {
      await chown(staging, runAs.account.uid, runAs.account.gid)
      await chown(passwordFile, runAs.account.uid, runAs.account.gid)
    }
    const child = spawnAs(
      runAs,
      'KILL',
      [
        binaries.initdb,
        `--pgdata=${staging}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--data-checksums',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let errors = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      if (errors.length < 4000) errors += chunk.toString()
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`initdb could not make the database in ${staging}: ${errors.trim()}`)
    await chmod(staging, 0o700)
  } finally {
    await rm(passwordFile, { force: true })
  }
}
