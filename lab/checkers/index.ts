import { deletesAndBlocksWin } from './deletes-and-blocks-win.ts'
import { homeOnce } from './home-once.ts'
import { nothingInvented } from './nothing-invented.ts'
import { nothingLost } from './nothing-lost.ts'
import type { Checker } from './verdict.ts'

/** All checkers, by short names. */
export const checkers = {
  nothingLost,
  nothingInvented,
  homeOnce,
  deletesAndBlocksWin,
} as const satisfies Readonly<Record<string, Checker>>

export type { Checker, Fault, Verdict } from './verdict.ts'
