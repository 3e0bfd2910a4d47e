import { randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  lchown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { basename, join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Binaries } from './resolve-binaries.ts'
import { type Account, type RunAs, spawnAs } from './run-as.ts'

export type ClusterNeeds = {
  readonly binaries: Binaries
  readonly runAs: RunAs
  readonly clusterDir: string
  readonly fsync: boolean
}

/** The role that owns the application's databases. Not a superuser: SQL must not become a way to files or programs. */
export const owner = 'cairn'

/**
 * Makes the cluster in `clusterDir`, whole or not at all: initdb works in a folder beside it that is renamed at the
 * end, so that one cut short by kill -9 is simply done again. `keepPassword` gets the owner's password just before.
 */
export async function initialiseCluster(
  needs: ClusterNeeds,
  keepPassword: (password: string) => Promise<void>,
): Promise<void> {
  await removeUnfinished(needs.clusterDir)
  const staging = await mkdtemp(`${needs.clusterDir}.making-`)
  try {
    await giveTo(needs.runAs.account, staging)
    const cluster = join(staging, 'cluster')
    await initdb(needs, staging, cluster)
    const password = randomBytes(24).toString('hex')
    // Nothing needs to be on disk before all is there; then once over all files.
    await inSingleUserMode({ ...needs, clusterDir: cluster, fsync: false }, [
      `create role ${owner} login createdb password '${password}'`,
      `grant pg_monitor to ${owner}`,
      `create database cairn owner ${owner}`,
    ])
    if (needs.fsync) await run(needs.runAs, [needs.binaries.initdb, '--sync-only', `--pgdata=${cluster}`])
    await keepPassword(password)
    await rename(cluster, needs.clusterDir)
    await syncFolder(join(needs.clusterDir, '..'))
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/**
 * Makes an existing cluster usable: refuses one of another major version, and gives one that was restored from a
 * backup back to the account that PostgreSQL runs as. Throws with advice when neither is possible.
 */
export async function adoptCluster({ binaries, runAs, clusterDir }: ClusterNeeds): Promise<void> {
  const { uid } = await stat(clusterDir)
  const self = process.getuid?.()
  if (self !== 0 && uid !== self) {
    throw new Error(
      `${clusterDir} belongs to uid ${uid}, but this server runs as uid ${self}. Run it as root or as uid ${uid}, ` +
        `or give the folder away first: chown -R ${self} ${clusterDir}`,
    )
  }
  const found = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim()
  if (found !== String(binaries.major)) {
    throw new Error(
      `The data folder ${clusterDir} belongs to PostgreSQL ${found}, but this release brings ${binaries.major}. ` +
        `Run the release that made it; or start a PostgreSQL ${found} on that folder, copy it to a PostgreSQL of ` +
        `your own with pg_dump and pg_restore, and name that one in DATABASE_URL.`,
    )
  }
  if (runAs.account !== undefined && uid !== runAs.account.uid) await giveAllTo(runAs.account, clusterDir)
  await chmod(clusterDir, 0o700)
}

/** Gives the owner a new password when the old one was lost, without any server listening. */
export async function renewPassword(needs: ClusterNeeds): Promise<string> {
  const password = randomBytes(24).toString('hex')
  await inSingleUserMode(needs, [`alter role ${owner} password '${password}'`])
  return password
}

async function removeUnfinished(clusterDir: string): Promise<void> {
  const parent = join(clusterDir, '..')
  const prefix = `${basename(clusterDir)}.making-`
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true })
  }
}

async function initdb(needs: ClusterNeeds, staging: string, cluster: string): Promise<void> {
  // initdb wants a password for its superuser. Nobody keeps it: whoever may read the cluster has single-user mode.
  const passwordFile = join(staging, 'password')
  await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  await mkdir(cluster, { mode: 0o700 })
  await giveTo(needs.runAs.account, passwordFile)
  await giveTo(needs.runAs.account, cluster)
  await run(needs.runAs, [
    needs.binaries.initdb,
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
    '--no-sync',
  ])
}

async function inSingleUserMode(needs: ClusterNeeds, statements: readonly string[]): Promise<void> {
  const { runAs, binaries, clusterDir, fsync } = needs
  // Rounds slow down who guesses a password that a person chose. Nobody guesses 192 random bits, and every connection
  // would pay for the rounds, here on the main thread.
  const rounds = 'scram_iterations=1'
  const settings = ['exit_on_error=true', 'log_checkpoints=off', rounds, `fsync=${fsync ? 'on' : 'off'}`]
  const options = settings.flatMap((setting) => ['-c', setting])
  await run(runAs, [binaries.postgres, '--single', '-D', clusterDir, ...options, 'postgres'], statements)
}

async function run(
  runAs: RunAs,
  command: readonly [string, ...string[]],
  input: readonly string[] = [],
): Promise<void> {
  const child = spawnAs(runAs, 'KILL', command, { stdio: ['pipe', 'ignore', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  let complaints = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000)
  })
  child.stdin?.end(input.map((line) => `${line}\n`).join(''))
  if (child.stdin) await finished(child.stdin).catch(() => undefined)
  const code = await ended
  if (code === 0) return
  throw new Error(
    `${basename(command[0])} could not make or change the database (exit ${code}).\n${complaints}`,
  )
}

async function giveTo(account: Account | undefined, path: string): Promise<void> {
  if (account !== undefined) await chown(path, account.uid, account.gid)
}

async function giveAllTo(account: Account, folder: string): Promise<void> {
  await chown(folder, account.uid, account.gid)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), account.uid, account.gid)
  }
}

// A rename is on disk only when the folder that holds the name is.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
