import { randomUUID } from 'node:crypto'
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
type Timing = { readonly beatMs: number; readonly attempts: number }

/**
 * Makes this process the only server on `dataDir` until disposed of.
 *
 * Each contender first writes a claim under a name of its own, then looks at all others: of two, whoever wrote
 * later sees the earlier, so two can never both hold the folder (Dekker's flag principle). Names are never reused,
 * so removing a dead claim cannot hit a live one. A claim dies with its process: after kill -9 or a reboot the
 * recorded start time matches nobody. Throws DataDirInUse.
 */
export async function lockDataFolder(
  dataDir: string,
  timing: Timing = { beatMs: 3000, attempts: 4 },
): Promise<AsyncDisposable> {
  const folder = join(dataDir, 'lock')
  await mkdir(folder, { recursive: true })
  for (let attempt = 1; ; attempt++) {
    const mine = await writeClaim(folder)
    const other = await findLiveClaim(folder, mine, timing.beatMs)
    if (other === undefined) return holdClaim(join(folder, mine), timing.beatMs)
    await rm(join(folder, mine), { force: true })
    // Two that start at the same instant may see each other and both step back: let chance part them.
    if (attempt === timing.attempts) throw new DataDirInUse(dataDir, other.pid, 'another Cairn server')
    await pause(10 + Math.random() * 50)
  }
}

async function writeClaim(folder: string): Promise<string> {
  const self = identifyProcess(process.pid)
  const claim = { pid: process.pid, started: self?.started ?? '', namespace: pidNamespace() } satisfies Claim
  const name = `${process.pid}-${randomUUID()}`
  // Complete before it is visible: a half-written claim could not be judged.
  await writeFile(join(folder, `${name}.new`), JSON.stringify(claim))
  await rename(join(folder, `${name}.new`), join(folder, `${name}.claim`))
  return `${name}.claim`
}

async function findLiveClaim(folder: string, mine: string, beatMs: number): Promise<Claim | undefined> {
  const names = await readdir(folder)
  for (const name of names.filter((name) => name.endsWith('.claim') && name !== mine)) {
    const path = join(folder, name)
    const claim = await readClaim(path)
    if (claim === undefined) continue
    if (await isHeld(claim, path, beatMs)) return claim
    await rm(path, { force: true })
  }
  return undefined
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
async function isHeld(claim: Claim, path: string, beatMs: number): Promise<boolean> {
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

function holdClaim(path: string, beatMs: number): AsyncDisposable {
  const beat = setInterval(() => {
    const now = new Date()
    // A missed beat is no reason to fall: only servers in other containers listen for it.
    utimes(path, now, now).catch(() => undefined)
  }, beatMs)
  beat.unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(beat)
      await rm(path, { force: true })
    },
  }
}
