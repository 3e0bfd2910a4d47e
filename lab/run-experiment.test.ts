import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { duplicateStorm } from './experiments/duplicate-storm.ts'
import { experiments } from './experiments/index.ts'
import { runExperiment } from './run-experiment.ts'
import { folderPrefix } from './topology/clean-up.ts'

vi.setConfig({ testTimeout: 180_000 })

let reports: string
const lines: string[] = []

beforeAll(async () => {
  reports = await mkdtemp(join(tmpdir(), 'cairn-reports-'))
})

afterAll(() => rm(reports, { recursive: true, force: true }))

/** Folders of runs that this process owns. */
async function ownFolders(): Promise<string[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix))
  const owners = await Promise.all(
    names.map((name) => readFile(join(tmpdir(), name, 'owner.json'), 'utf8').catch(() => '{}')),
  )
  return names.filter(
    (_, index) => (JSON.parse(owners[index] ?? '{}') as { pid?: number }).pid === process.pid,
  )
}

describe('an experiment', () => {
  it('runs on real servers, holds, and leaves a report and a clean machine', async () => {
    const { report, page } = await runExperiment(duplicateStorm, {
      reports,
      print: (line) => lines.push(line),
    })
    expect(report.findings.claims.filter(({ held }) => !held)).toEqual([])
    expect(report.held).toBe(true)
    expect(await readFile(page, 'utf8')).toMatch(/It held[^]*<svg[^]*every POST between the servers/)
    expect(await readdir(reports)).toEqual(
      expect.arrayContaining(['duplicate-storm.html', 'duplicate-storm.json', 'duplicate-storm-1.svg']),
    )
    expect(await ownFolders()).toEqual([])
  })

  it('is shown while it runs', () => {
    expect(lines.join('\n')).toMatch(/live: http:\/\/127\.0\.0\.1:\d+\//)
  })

  it('is ended in order when somebody interrupts it', async () => {
    const stop = new AbortController()
    const print = (line: string) => {
      if (line.includes('starting 2 servers')) stop.abort(new Error('Interrupted.'))
    }
    const running = runExperiment(duplicateStorm, { reports, print, signal: stop.signal })
    await expect(running).rejects.toThrow('Interrupted.')
    expect(await ownFolders()).toEqual([])
  })
})

it('every experiment has a name of its own and a session', () => {
  expect(new Set(experiments.map(({ name }) => name)).size).toBe(experiments.length)
})
