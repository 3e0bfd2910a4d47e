import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { identifyProcess, type ProcessIdentity, pidNamespace } from './processes.ts'

/** Another server already works on this data folder. The message names its pid and what to do. */
export class DataDirInUse extends Error {
  readonly pid: number
  constructor(dataDir: string, pid: number, what: string) {
    super(
      `The data folder ${dataDir} is in use by ${what} (pid ${pid}). ` +
        `Stop it first, or give this server a folder of its own with DATA_DIR.`,
    )
    this.name = 'DataDirInUse'
    this.pid = pid
  }
}

type Claim = ProcessIdentity & { readonly namespace: string }
type Other = { readonly name: string; readonly pid: number; readonly holds: boolean }
type Timing = { readonly beatMs: number; readonly patienceMs: number }

/**
 * Makes this process the only server on `dataDir` until disposed of.
 *
 * Each contender first writes a claim under a name of its own, then looks at all others, and holds the folder only when
 * there is none: of two, whoever wrote later sees the earlier, so two can never both hold it (Dekker's flag principle).
 * Of those that meet without a holder the one with the lowest name waits and the others step back. No two processes
 * share a name, so removing a dead claim cannot hit a live one. A claim dies with its process: after kill -9 or a reboot the
 * recorded start time matches nobody. Throws DataDirInUse.
 */
export async function lockDataFolder(
  dataDir: string,
  timing: Timing = { beatMs: 3000, patienceMs: 10_000 },
): Promise<AsyncDisposable> {
  const folder = join(dataDir, 'lock')
  await mkdir(folder, { recursive: true })
  const mine = `${randomUUID()}.claim`
  const deadline = performance.now() + timing.patienceMs
  await writeClaim(folder, mine)
  for (;;) {
    const others = await listLiveClaims(folder, mine, timing.beatMs)
    const [first] = others
    if (first === undefined) return await holdClaim(folder, mine, timing.beatMs)
    const holder = others.find(({ holds }) => holds)
    if (holder !== undefined || performance.now() > deadline) {
      await rm(join(folder, mine), { force: true })
      throw new DataDirInUse(dataDir, (holder ?? first).pid, 'another Cairn server')
    }
    const stepBack = others.some(({ name }) => name < mine)
    if (stepBack) await rm(join(folder, mine), { force: true })
    await pause(10 + Math.random() * 20)
    if (stepBack) await writeClaim(folder, mine)
  }
}

async function writeClaim(folder: string, name: string): Promise<void> {
  const self = identifyProcess(process.pid)
  const claim = { pid: process.pid, started: self?.started ?? '', namespace: pidNamespace() } satisfies Claim
  // Complete before it is visible: a half-written claim could not be judged.
  await writeFile(join(folder, `${name}.new`), JSON.stringify(claim))
  await rename(join(folder, `${name}.new`), join(folder, name))
}

async function listLiveClaims(folder: string, mine: string, beatMs: number): Promise<Other[]> {
  const names = await readdir(folder)
  const others: Other[] = []
  for (const name of names.filter((name) => name.endsWith('.claim') && name !== mine)) {
    const path = join(folder, name)
    const claim = await readClaim(path)
    if (claim === undefined) continue
    if (await isAlive(claim, path, beatMs))
      others.push({ name, pid: claim.pid, holds: existsSync(`${path}.held`) })
    else await removeClaim(path)
  }
  return others
}

async function readClaim(path: string): Promise<Claim | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Claim
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`The lock file ${path} is unreadable; remove it when no Cairn server runs.`, {
      cause: error,
    })
  }
}

// Another container's pids say nothing here; but its holder touches the claim at every beat, so watch for that.
async function isAlive(claim: Claim, path: string, beatMs: number): Promise<boolean> {
  if (identifyProcess(claim.pid)?.started === claim.started) return true
  if (claim.namespace === pidNamespace()) return false
  const before = await lastBeat(path)
  if (before === undefined || Date.now() - before > 20 * beatMs) return false
  for (let waited = 0; waited < 4 * beatMs; waited += beatMs / 10) {
    await pause(beatMs / 10)
    const now = await lastBeat(path)
    if (now === undefined) return false
    if (now !== before) return true
  }
  return false
}

async function lastBeat(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs
  } catch {
    return undefined
  }
}

// The claim stays as it is and a mark goes beside it: while a file is renamed, another's listing might miss it.
async function holdClaim(folder: string, name: string, beatMs: number): Promise<AsyncDisposable> {
  const path = join(folder, name)
  await writeFile(`${path}.held`, '')
  const beat = setInterval(() => {
    const now = new Date()
    // A missed beat is no reason to fall: only servers in other containers listen for it.
    utimes(path, now, now).catch(() => undefined)
  }, beatMs)
  beat.unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(beat)
      await removeClaim(path)
    },
  }
}

async function removeClaim(path: string): Promise<void> {
  await rm(path, { force: true })
  await rm(`${path}.held`, { force: true })
}
