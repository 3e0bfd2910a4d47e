import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRoot, needsRoot, nobody } from './fixtures/data-folders.ts'
import { chooseRunAs, spawnAs } from './run-as.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-run-as-'))
  await chmod(folder, 0o755)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const open = { program: '/bin/sh', dataDir: '/tmp', clusterDir: '/nonexistent/postgres' }

describe('chooseRunAs', () => {
  it('stays who we are when we are not root', async ({ skip }) => {
    skip(isRoot, 'this run is root')
    expect((await chooseRunAs(open)).runAs).not.toHaveProperty('account')
  })

  it('becomes nobody, without privileges, when all is reachable', async ({ skip }) => {
    skip(!isRoot, needsRoot)
    const { runAs, programsReachable } = await chooseRunAs(open)
    expect(runAs).toMatchObject({ account: nobody, passesClosedFolders: false })
    expect(programsReachable).toBe(true)
  })

  it('may pass closed folders only when the data folder lies in one', async ({ skip }) => {
    skip(!isRoot, needsRoot)
    const closed = join(folder, 'closed')
    await mkdir(join(closed, 'data'), { recursive: true })
    await chmod(closed, 0o700)
    const { runAs } = await chooseRunAs({ ...open, dataDir: join(closed, 'data') })
    expect(runAs).toMatchObject({ account: nobody, setpriv: true, passesClosedFolders: true })
  })

  it('becomes the owner of an existing cluster', async ({ skip }) => {
    skip(!isRoot, needsRoot)
    const clusterDir = join(folder, 'owned')
    await mkdir(clusterDir)
    await chown(clusterDir, 12_345, 54_321)
    expect((await chooseRunAs({ ...open, clusterDir })).runAs.account).toEqual({ uid: 12_345, gid: 54_321 })
  })
})

describe('spawnAs', () => {
  async function ask(runAs: Parameters<typeof spawnAs>[0], script: string): Promise<string> {
    const child = spawnAs(runAs, 'KILL', ['/bin/sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    return (await child.stdout?.toArray())?.join('').trim() ?? ''
  }

  it('gives up every group and privilege but the one to pass closed folders', async ({ skip }) => {
    skip(!isRoot, needsRoot)
    const status = await ask(
      { account: nobody, setpriv: true, passesClosedFolders: true },
      'grep -E "^(Uid|Groups|CapEff|CapBnd|NoNewPrivs)" /proc/self/status | tr -s "\\t " " "',
    )
    // Bit 2 is CAP_DAC_READ_SEARCH (capability.h).
    const only = '0000000000000004'
    expect(status.split('\n').map((line) => line.trim())).toEqual([
      'Uid: 65534 65534 65534 65534',
      'Groups:',
      `CapEff: ${only}`,
      `CapBnd: ${only}`,
      'NoNewPrivs: 1',
    ])
  })

  it('passes none of our environment on', async () => {
    const names = await ask({ setpriv: false, passesClosedFolders: false }, 'env | cut -d= -f1')
    expect(
      names.split('\n').filter((name) => !['PATH', 'LC_ALL', 'TZ', 'PWD', '_', 'SHLVL'].includes(name)),
    ).toEqual([])
  })
})
