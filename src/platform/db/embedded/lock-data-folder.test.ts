import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { DataDirInUse, lockDataFolder } from './lock-data-folder.ts'
import { pidNamespace } from './processes.ts'

const quick = { beatMs: 50, patienceMs: 1000 }
const folders: string[] = []
let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cairn-lock-'))
  folders.push(dataDir)
})
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function leaveClaim(claim: { pid: number; started: string; namespace: string }): Promise<string> {
  const path = join(dataDir, 'lock', 'earlier.claim')
  await mkdir(join(dataDir, 'lock'), { recursive: true })
  await writeFile(path, JSON.stringify(claim))
  return path
}

async function contend(): Promise<{ answer: Promise<string>; go: () => void; kill: () => Promise<void> }> {
  const script = new URL('fixtures/lock-contender.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  await once(child, 'spawn')
  return {
    answer: once(child.stdout, 'data').then(([chunk]) => String(chunk).trim()),
    go: () => child.stdin.end(),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

describe('lockDataFolder', () => {
  it('refuses a second holder and names the pid of the first', async () => {
    await using _ = await lockDataFolder(dataDir)
    const refusal = await lockDataFolder(dataDir, quick).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(DataDirInUse)
    expect(refusal).toMatchObject({ pid: process.pid, message: expect.stringContaining(dataDir) as string })
  })

  it('is free again after the holder let go', async () => {
    await (await lockDataFolder(dataDir))[Symbol.asyncDispose]()
    await using _ = await lockDataFolder(dataDir)
    expect(await readdir(join(dataDir, 'lock'))).toHaveLength(2)
  })

  it('takes over from a holder that was ended by kill -9', async () => {
    const holder = await contend()
    holder.go()
    expect(await holder.answer).toBe('held')
    await holder.kill()
    await using _ = await lockDataFolder(dataDir, quick)
    expect(await readdir(join(dataDir, 'lock'))).toHaveLength(2)
  })

  it('takes over when the pid of an earlier holder belongs to another process now', async () => {
    await leaveClaim({ pid: process.pid, started: 'an-earlier-boot/1', namespace: pidNamespace() })
    await using _ = await lockDataFolder(dataDir, quick)
    expect(await readdir(join(dataDir, 'lock'))).not.toContain('earlier.claim')
  })

  it('lets exactly one of many hold it, though all find the same stale lock', async () => {
    await leaveClaim({ pid: process.pid, started: 'an-earlier-boot/1', namespace: pidNamespace() })
    const contenders = await Promise.all(Array.from({ length: 5 }, contend))
    for (const contender of contenders) contender.go()
    const answers = await Promise.all(contenders.map(({ answer }) => answer))
    const refusals = Array.from({ length: 4 }, () => 'DataDirInUse')
    expect(answers.sort()).toEqual([...refusals, 'held'])
    for (const contender of contenders) await contender.kill()
  })

  it('refuses when the holder is in another container and its heart beats', async () => {
    const path = await leaveClaim({ pid: 7, started: 'elsewhere/1', namespace: 'pid:[another]' })
    const beat = setInterval(() => void utimes(path, new Date(), new Date()), 20)
    await expect(lockDataFolder(dataDir, { beatMs: 500, patienceMs: 0 })).rejects.toThrow(DataDirInUse)
    clearInterval(beat)
  })

  it('takes over from a holder in another container whose heart has stopped', async () => {
    await leaveClaim({ pid: 7, started: 'elsewhere/1', namespace: 'pid:[another]' })
    await using _ = await lockDataFolder(dataDir, quick)
    expect(await readdir(join(dataDir, 'lock'))).not.toContain('earlier.claim')
  })
})
