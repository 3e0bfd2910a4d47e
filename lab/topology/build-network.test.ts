import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import type { Lab } from '../lab.ts'
import { buildNetwork } from './build-network.ts'
import { claimFolder, cleanUp, folderPrefix, networkPrefix } from './clean-up.ts'

const run = promisify(execFile)
const ip = async (...words: string[]) => (await run('ip', words)).stdout
const isRoot = process.getuid?.() === 0

it.skipIf(!isRoot)(
  'cuts a machine off, and leaves no network behind when its run was killed',
  async ({ skip }) => {
    const folder = await mkdtemp(join(tmpdir(), folderPrefix))
    await claimFolder(folder, { pid: process.pid, started: 'long ago' })
    // A run that was killed ends nothing of what it took.
    const lab = { folder, use: (thing) => thing } as Lab
    const prefix = networkPrefix(folder)
    try {
      const places = await buildNetwork(lab, 2).catch(() => skip('The kernel gives no namespaces here.'))
      const [first] = places
      if (!first) throw new Error('There is no place.')
      const cable = () => ip('-n', first.namespace, '-o', 'link')
      await expect.poll(cable).not.toContain('NO-CARRIER')
      await first.cut()
      await expect.poll(cable).toContain('NO-CARRIER')
      await first.heal()
      await expect.poll(cable).not.toContain('NO-CARRIER')
    } finally {
      await cleanUp()
    }
    expect(await ip('netns', 'list')).not.toContain(prefix)
    expect(await ip('-o', 'link')).not.toContain(prefix)
  },
)
