import { type Signal, signal } from '@preact/signals'
import { changeRelationship, getRelationships, type RelationshipAct } from '../api/accounts.ts'
import type { Account, Relationship } from '../api/entities.ts'
import { describeError } from '../api/http.ts'
import { words } from '../words.ts'
import { tell, tellFailure } from './toasts.ts'

const known = new Map<string, Signal<Relationship | null>>()
let wanted: string[] = []

/** How we stand to an account; null until the server has said. Questions of one moment are asked together. */
export function relationshipOf(id: string): Signal<Relationship | null> {
  let relationship = known.get(id)
  if (!relationship) {
    relationship = signal<Relationship | null>(null)
    known.set(id, relationship)
    if (wanted.length === 0) queueMicrotask(askWanted)
    wanted.push(id)
  }
  return relationship
}

function askWanted(): void {
  const ids = wanted
  wanted = []
  getRelationships(ids).then(
    (answers) => answers.forEach(fillRelationship),
    () => ids.forEach((id) => known.delete(id)),
  )
}

/** Not over what an act has changed meanwhile: the answer may be older, though it comes later. */
function fillRelationship(answer: Relationship): void {
  const relationship = known.get(answer.id)
  if (relationship) relationship.value ??= answer
}

function keepRelationship(answer: Relationship): void {
  const relationship = known.get(answer.id)
  if (relationship) relationship.value = answer
  else known.set(answer.id, signal<Relationship | null>(answer))
}

const EXPECTED: Readonly<Record<RelationshipAct, (account: Account) => Partial<Relationship>>> = {
  follow: (account) => (account.locked ? { requested: true } : { following: true }),
  unfollow: () => ({ following: false, requested: false }),
  block: () => ({ blocking: true, following: false, requested: false, followed_by: false }),
  unblock: () => ({ blocking: false }),
  mute: () => ({ muting: true }),
  unmute: () => ({ muting: false }),
  remove_from_followers: () => ({ followed_by: false }),
}

const UNDO: Partial<Record<RelationshipAct, RelationshipAct>> = {
  unfollow: 'follow',
  block: 'unblock',
  mute: 'unmute',
  unblock: 'block',
}

/** Follows, blocks, mutes … with the expected outcome shown at once and taken back on refusal. */
export async function relate(account: Account, act: RelationshipAct): Promise<void> {
  const relationship = relationshipOf(account.id)
  const before = relationship.peek()
  if (before) relationship.value = { ...before, ...EXPECTED[act](account) }
  try {
    keepRelationship(await changeRelationship(account.id, act))
    const undo = UNDO[act]
    const text = words.toast.related[act](`@${account.acct}`)
    if (text) tell(text, undo && { label: words.undo, run: () => void relate(account, undo) })
  } catch (error) {
    relationship.value = before
    tellFailure(words.toast.actFailed(describeError(error)))
  }
}
