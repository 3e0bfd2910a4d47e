import { answersComeAfter } from './answers-come-after.ts'
import { countersConverge } from './counters-converge.ts'
import { deletesAndBlocksWin } from './deletes-and-blocks-win.ts'
import { homeOnce } from './home-once.ts'
import { monotonicReads } from './monotonic-reads.ts'
import { nothingInvented } from './nothing-invented.ts'
import { nothingLost } from './nothing-lost.ts'
import { readYourWrites } from './read-your-writes.ts'
import { serversAgree } from './servers-agree.ts'
import type { Checker } from './verdict.ts'
import { writesFollowReads } from './writes-follow-reads.ts'

/** All checkers, by short names. */
export const checkers = {
  nothingLost,
  nothingInvented,
  homeOnce,
  deletesAndBlocksWin,
  readYourWrites,
  monotonicReads,
  writesFollowReads,
  answersComeAfter,
  countersConverge,
  serversAgree,
} as const satisfies Readonly<Record<string, Checker>>

export type { Checker, Fault, Verdict } from './verdict.ts'
