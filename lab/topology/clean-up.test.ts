import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claimFolder, cleanUp, folderPrefix, removeRun } from './clean-up.ts'
import { runVariable } from './start-process.ts'

/** What a run that was killed has left: its folder, and a child of a child that knows nothing but its environment. */
async function leaveBehind(folder: string): Promise<number> {
  const shell = spawn('sh', ['-c', 'sleep 300 & echo $!'], {
    env: { PATH: process.env['PATH'], [runVariable]: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  const [chunk] = (await once(shell.stdout, 'data')) as [Buffer]
  return Number(chunk.toString())
}

const isThere = (pid: number) => {
  try {
    process.kill(pid, 0)
    return existsSync(`/proc/${pid}/cwd`)
  } catch {
    return false
  }
}

it('ends processes of a run whose owner is gone, and removes its folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), folderPrefix))
  await claimFolder(folder, { pid: process.pid, started: 'long ago' })
  const pid = await leaveBehind(folder)
  expect(isThere(pid)).toBe(true)
  expect(await cleanUp()).toEqual(expect.arrayContaining([`process ${pid}`, folder]))
  await expect.poll(() => isThere(pid)).toBe(false)
  expect(existsSync(folder)).toBe(false)
})

it('leaves a run alone that goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), folderPrefix))
  await claimFolder(folder)
  const pid = await leaveBehind(folder)
  await cleanUp()
  expect([isThere(pid), existsSync(folder)]).toEqual([true, true])
  await removeRun(folder)
  await expect.poll(() => isThere(pid)).toBe(false)
})
