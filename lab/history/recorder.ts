import { randomBytes } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import type { FinalAccount, FinalPost, Operation, OperationId, Outcome, Result } from './operation.ts'

export type Invocation = Pick<Operation, 'process' | 'session' | 'who' | 'server' | 'act'>

/** A line of a history file. */
export type Line =
  | { readonly run: string }
  | ({ readonly invoke: OperationId; readonly at: number } & Invocation)
  | {
      readonly complete: OperationId
      readonly at: number
      readonly outcome: Outcome
      readonly result?: Result
      readonly because?: string
    }
  | { readonly account: FinalAccount }
  | { readonly post: FinalPost }

/** An operation that has begun. */
export interface Begun {
  readonly id: OperationId
  complete(outcome: Outcome, more?: { result?: Result | undefined; because?: string | undefined }): void
}

/** Writes a history while it happens. Nothing is kept in memory. */
export interface Recorder extends Disposable {
  readonly run: string
  /** To be called before anything is sent. */
  begin(invocation: Invocation): Begun
  keepAccount(account: FinalAccount): void
  keepPost(post: FinalPost): void
  /** Operations begun so far. */
  readonly count: number
}

const defaultMaxOperations = 5_000_000

/**
 * Appends to a JSONL file, each line by one write: when the lab is killed, all that it began is in the file, and what
 * has no second line is of unknown outcome. No fsync: the lab, not the machine, is what may die.
 * @param options.maxOperations more are refused with an Error, so that a run cannot fill the disk
 */
export function createRecorder(path: string, options: { maxOperations?: number } = {}): Recorder {
  const max = options.maxOperations ?? defaultMaxOperations
  const file = openSync(path, 'wx')
  const run = randomBytes(4).toString('hex')
  const write = (line: Line) => void writeSync(file, `${JSON.stringify(line)}\n`)
  let count = 0
  write({ run })
  return {
    run,
    begin(invocation) {
      if (count >= max) throw new Error(`A history holds ${max} operations at most.`)
      const id = ++count
      write({ invoke: id, at: now(), ...invocation })
      return {
        id,
        complete(outcome, { result, because } = {}) {
          const more = { ...(result && { result }), ...(because !== undefined && { because }) }
          write({ complete: id, at: now(), outcome, ...more })
        },
      }
    },
    keepAccount: (account) => write({ account }),
    keepPost: (post) => write({ post }),
    get count() {
      return count
    },
    [Symbol.dispose]: () => closeSync(file),
  }
}

/** Milliseconds that never go back, comparable between processes of one machine. */
function now(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000
}
