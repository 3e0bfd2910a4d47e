import { randomBytes } from 'node:crypto'
import { constants, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { copyFile, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '#platform/log/index.ts'
import { createDecoderPool, type DecoderPool, type PoolOutcome } from './decoder-pool.ts'
import type { DecoderAnswer, DecoderJob } from './decoder-process.ts'
import { defaultMediaLimits, type MediaLimits, type MediaPurpose } from './limits.ts'
import type { MediaOutcome, MediaRefused, RefusalReason } from './outcome.ts'
import { type PictureFormat, sniffedBytes, sniffMedia } from './sniff-media.ts'

export interface MediaProcessor extends AsyncDisposable {
  /**
   * Makes an upload fit to be shown: decided by content, decoded in a confined process, encoded anew with everything
   * but the pixels gone; videos passed through with their metadata overwritten. Takes at most `limits.timeoutMs` plus
   * the wait. Expected refusals are returned; the caller disposes of the outcome (`await using`) once it is stored.
   */
  process(input: MediaInput, options?: ProcessOptions): Promise<MediaOutcome>
}

/** What the sender says that it is (`declaredType`) goes to the log at most: content decides. */
export type MediaInput = ({ readonly bytes: Uint8Array } | { readonly path: string }) & {
  readonly declaredType?: string | undefined
}

export interface ProcessOptions {
  /** Default: attachment. */
  readonly purpose?: MediaPurpose
  /** Also tell where the picture was taken, for proposing a venue once. Never store or log it. */
  readonly readGps?: boolean
}

export interface MediaProcessorNeeds {
  readonly log: Log
  /** A folder for videos in the making, made when missing; only this room writes there. */
  readonly workDir: string
  readonly limits?: Partial<MediaLimits>
  readonly idleMs?: number
}

/** Starts nothing yet: the first upload starts the decoder process, a minute of quiet ends it. */
export function createMediaProcessor(needs: MediaProcessorNeeds): MediaProcessor {
  const limits = { ...defaultMediaLimits, ...needs.limits }
  const { log, workDir } = needs
  mkdirSync(workDir, { recursive: true, mode: 0o700 })
  sweep(workDir)
  const pool = createDecoderPool<DecoderJob, DecoderAnswer>({
    log,
    workDir,
    program: new URL('./decoder-process.ts', import.meta.url),
    processes: 2,
    timeoutMs: limits.timeoutMs,
    idleMs: needs.idleMs ?? 60_000,
    jobsPerProcess: 200,
    mostWaiting: 16,
  })
  return {
    async process(input, options = {}) {
      const { head, size } = await lookAt(input)
      const sniffed = sniffMedia(head)
      if (sniffed.kind === 'refused') {
        log.debug('An upload of no known type was refused.', {
          declaredType: input.declaredType?.slice(0, 100),
        })
        return refused('unsupported', sniffed.message)
      }
      const most = sniffed.kind === 'picture' ? limits.pictureBytes : limits.videoBytes
      if (size > most) return refused('too_large', tooLarge(sniffed.kind, most))
      if (sniffed.kind === 'video') return processVideo(input, { pool, log, workDir })
      return processPicture(input, sniffed.format, options, { pool, log, limits })
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

type Pool = DecoderPool<DecoderJob, DecoderAnswer>

async function processPicture(
  input: MediaInput,
  format: PictureFormat,
  { purpose = 'attachment', readGps = false }: ProcessOptions,
  { pool, log, limits }: { pool: Pool; log: Log; limits: MediaLimits },
): Promise<MediaOutcome> {
  const bytes = 'bytes' in input ? input.bytes : await readFile(input.path)
  const outcome = await pool.run({ kind: 'picture', bytes, format, purpose, readGps, limits })
  if (outcome.kind !== 'answered' || outcome.answer.kind !== 'picture') return explain(outcome, log)
  const { picture } = outcome.answer
  return { ok: true, kind: 'image', ...picture, size: picture.original.length, ...nothingToDispose }
}

/** The decoder process changes a copy in place: it reaches no other folder, and the input stays as it was. */
async function processVideo(
  input: MediaInput,
  { pool, log, workDir }: { pool: Pool; log: Log; workDir: string },
): Promise<MediaOutcome> {
  const path = join(workDir, `${randomBytes(16).toString('hex')}.mp4`)
  const discard = () => rm(path, { force: true })
  try {
    if ('bytes' in input) await writeFile(path, input.bytes, { mode: 0o600, flag: 'wx' })
    else await copyFile(input.path, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const { size } = await stat(path)
    const outcome = await pool.run({ kind: 'video', path })
    if (outcome.kind === 'answered' && outcome.answer.kind === 'video') {
      const fixed = { ok: true, kind: 'video', mime: 'video/mp4', preview: null, blurhash: null } as const
      return { ...fixed, ...outcome.answer.video, original: { path }, size, [Symbol.asyncDispose]: discard }
    }
    await discard()
    return explain(outcome, log)
  } catch (cause) {
    await discard()
    throw cause
  }
}

async function lookAt(input: MediaInput): Promise<{ head: Uint8Array; size: number }> {
  if ('bytes' in input) return { head: input.bytes.subarray(0, sniffedBytes), size: input.bytes.length }
  await using file = await open(input.path, 'r')
  const head = Buffer.alloc(sniffedBytes)
  const { bytesRead } = await file.read(head, 0, sniffedBytes, 0)
  return { head: head.subarray(0, bytesRead), size: (await file.stat()).size }
}

function explain(outcome: PoolOutcome<DecoderAnswer>, log: Log): MediaRefused {
  switch (outcome.kind) {
    case 'busy':
      return refused('busy', 'The server is processing too many uploads. Try again in a minute.')
    case 'timed-out':
      return refused('broken', 'This file took too long to read. Make it smaller and try again.')
    case 'crashed':
      return refused('broken', 'This file cannot be read. Save it in another format and try again.')
    case 'answered':
      break
  }
  const { answer } = outcome
  if (answer.kind !== 'refused') throw new Error('The media decoder answered another question.')
  log.debug('An upload was refused.', { because: answer.because, detail: answer.detail })
  return refused(answer.because, answer.message)
}

const nothingToDispose = { [Symbol.asyncDispose]: () => Promise.resolve() }

function refused(because: RefusalReason, message: string): MediaRefused {
  return { ok: false, because, message, ...nothingToDispose }
}

function tooLarge(kind: 'picture' | 'video', most: number): string {
  return `This ${kind} is larger than ${Math.floor(most / 1024 / 1024)} MB. Make it smaller and try again.`
}

const hourMs = 60 * 60 * 1000

/** What a killed server left may still say where it was filmed. */
function sweep(workDir: string): void {
  for (const name of readdirSync(workDir)) {
    const path = join(workDir, name)
    const found = statSync(path, { throwIfNoEntry: false })
    if (found && Date.now() - found.mtimeMs > hourMs) rmSync(path, { force: true, recursive: true })
  }
}
