import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { startServer } from '#kit/start-server.ts'
import { runSoak } from './soak.ts'

vi.setConfig({ testTimeout: 280_000 })

// One server: what two have in hand for each other at a kill -9 waits a minute and a half for its lease, longer than a
// test should take. The lab's own soaks have two and more.
it('soaks a server that is killed while people use it, and finds nothing wrong', async () => {
  await using server = await startServer()
  const folder = await mkdtemp(join(tmpdir(), 'cairn-soak-'))
  try {
    const { origin, pid } = server
    const result = await runSoak({
      topology: { servers: [{ name: 'one', origin, doors: [origin] }], processes: [{ name: 'one', pid }] },
      faults: [
        {
          name: 'kill -9',
          async strike() {
            await server.kill()
            await server.start()
          },
        },
      ],
      minutes: 0.1,
      rate: 25,
      seed: 1,
      people: 6,
      faultEverySeconds: 3,
      file: join(folder, 'history.jsonl'),
    })
    expect(result.verdicts.filter(({ holds }) => !holds)).toEqual([])
    expect(result.faults.length).toBeGreaterThan(0)
    expect(result.operations).toBeGreaterThan(100)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
