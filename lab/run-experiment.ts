import { chmod, copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Experiment, Findings } from './experiment.ts'
import type { Lab, Mark } from './lab.ts'
import { createPicture } from './live/picture.ts'
import { serveLive } from './live/serve-live.ts'
import { describeRun, type Report } from './report/report.ts'
import { writeReport } from './report/write-report.ts'
import { claimFolder, folderPrefix, removeRun } from './topology/clean-up.ts'

export interface RunOptions {
  /** Where reports go. */
  readonly reports: string
  /** Gets a line for everything that happens. */
  readonly print: (line: string) => void
  /** Of the live page; 0 takes a free one. */
  readonly livePort?: number
  /** Aborted when somebody presses Ctrl-C. */
  readonly signal?: AbortSignal
}

/**
 * Runs one experiment and leaves the machine as it was, whatever happens.
 * @returns the report, and where its page is
 * @throws Error when the experiment could not be carried out; a claim that did not hold is no error
 */
export async function runExperiment(
  experiment: Experiment,
  options: RunOptions,
): Promise<{ report: Report; page: string }> {
  if (experiment.needsRoot && process.getuid?.() !== 0)
    throw new Error(`${experiment.name} needs root: it makes network namespaces or mounts.`)
  const begun = new Date()
  const startedAt = performance.now()
  const folder = await mkdtemp(join(tmpdir(), folderPrefix))
  // PostgreSQL runs as another user than root and must get to its folder.
  await chmod(folder, 0o755)
  await claimFolder(folder)
  const outOfTime = AbortSignal.timeout(Math.max(experiment.seconds * 3, 60) * 1000)
  const signal = AbortSignal.any([outOfTime, ...(options.signal ? [options.signal] : [])])
  const picture = createPicture()
  const marks: Mark[] = []
  const now = () => performance.now() - startedAt
  let findings: Findings
  try {
    await using stack = new AsyncDisposableStack()
    const live = stack.use(await serveLive(picture, experiment, options.livePort))
    options.print(`${experiment.title}\n${experiment.question}\nlive: ${live.address}`)
    const lab: Lab = {
      signal,
      folder,
      picture,
      now,
      marks,
      say(text) {
        options.print(`${clock(now())}  ${text}`)
        picture.tell({ kind: 'say', text })
      },
      mark(kind, text) {
        marks.push({ at: now(), kind, text })
        options.print(`${clock(now())}  ${signs[kind]} ${text}`)
        picture.tell({ kind: 'mark', mark: kind, text, ms: now() })
      },
      use: (thing) => stack.use(thing),
    }
    findings = await Promise.race([experiment.run(lab), aborted(signal)])
    const broken = findings.claims.filter((claim) => !claim.held)
    const text =
      broken.length > 0 ? `It did not hold: ${broken.map((claim) => claim.text).join('; ')}` : 'It held.'
    picture.tell({ kind: 'verdict', held: broken.length === 0, text })
    lab.say('cleaning up')
  } catch (error) {
    await keepLogs(folder, join(options.reports, `${experiment.name}-logs`))
    if (outOfTime.aborted)
      throw new Error(`${experiment.name} took too long and was ended.`, { cause: error })
    throw error
  } finally {
    await removeRun(folder)
  }
  const report = describeRun(experiment, { findings, marks, begun, seconds: now() / 1000 })
  return { report, page: await writeReport(options.reports, report) }
}

/** What the processes have said, for whoever wants to know why it failed. */
async function keepLogs(folder: string, kept: string): Promise<void> {
  await rm(kept, { recursive: true, force: true })
  await mkdir(kept, { recursive: true })
  for (const name of await readdir(folder))
    if (name.endsWith('.log')) await copyFile(join(folder, name), join(kept, name))
}

const signs = { fault: '✕', healed: '✓', note: '·' } as const

const clock = (ms: number) => `${(ms / 1000).toFixed(1).padStart(6)} s`

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
