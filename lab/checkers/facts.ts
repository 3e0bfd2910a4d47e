import type { Entry, History, Name, Operation, OperationId } from '../history/index.ts'
import { type Assertion, heldSince } from './register.ts'

/** A post that was asked for, whether or not it came about. */
export interface PostFact {
  readonly op: Operation
  readonly author: Name
  readonly replyTo: OperationId | undefined
  readonly place: string | undefined
  /** Every attempt to delete it that may have been done. */
  readonly deletes: Operation[]
}

/** A history put in order for checkers. */
export interface Facts {
  readonly posts: ReadonlyMap<OperationId, PostFact>
  /** Attempts to answer a post. */
  answersTo(post: OperationId): readonly PostFact[]
  /** What was said of likes (`like ada@one 7`), boosts, follows (`follow ada@one bob@two`) and blocks. */
  readonly assertions: ReadonlyMap<string, readonly Assertion[]>
  about(key: string): readonly Assertion[]
  /** Since when a follow is known to hold without a break. */
  followedSince(follower: Name, followed: Name): number | undefined
  /** Whose an entry is: of a boost, who boosted. */
  authorOf(entry: Entry): Name | undefined
  /** Whether either has blocked the other at some time. */
  haveBlocked(one: Name, other: Name): boolean
}

const gathered = new WeakMap<History, Facts>()

/** Once for each history. */
export function gatherFacts(history: History): Facts {
  const known = gathered.get(history)
  if (known) return known
  const facts = gather(history)
  gathered.set(history, facts)
  return facts
}

function gather({ operations }: History): Facts {
  const posts = new Map<OperationId, PostFact>()
  const assertions = new Map<string, Assertion[]>()
  const proofs = new Map<string, Operation[]>()
  const put = (key: string, assertion: Assertion) => append(assertions, key, assertion)
  for (const operation of operations) {
    const { act, who, id, outcome, result } = operation
    switch (act.kind) {
      case 'post':
        posts.set(id, { op: operation, author: who, replyTo: act.replyTo, place: act.place, deletes: [] })
        break
      case 'delete':
        if (outcome !== 'fail') posts.get(act.post)?.deletes.push(operation)
        break
      case 'like':
      case 'unlike':
        put(`like ${who} ${act.post}`, { operation, value: act.kind === 'like' })
        break
      case 'boost':
      case 'unboost':
        put(`boost ${who} ${act.post}`, { operation, value: act.kind === 'boost' })
        break
      case 'follow':
      case 'unfollow':
        put(`follow ${who} ${act.whom}`, { operation, value: act.kind === 'follow' })
        break
      case 'block':
      case 'unblock':
        put(`block ${who} ${act.whom}`, { operation, value: act.kind === 'block' })
        // A block ends follows both ways, and its end brings none back.
        if (act.kind === 'block') {
          put(`follow ${who} ${act.whom}`, { operation, value: false })
          put(`follow ${act.whom} ${who}`, { operation, value: false })
        }
        break
      default:
    }
    if ('whom' in act && outcome === 'ok' && result?.relation?.following)
      append(proofs, `follow ${who} ${act.whom}`, operation)
  }
  const answers = Map.groupBy(posts.values(), ({ replyTo }) => replyTo)
  const about = (key: string) => assertions.get(key) ?? []
  return {
    posts,
    assertions,
    about,
    answersTo: (post) => answers.get(post) ?? [],
    followedSince: (follower, followed) => {
      const key = `follow ${follower} ${followed}`
      return heldSince(about(key), proofs.get(key) ?? [])
    },
    authorOf: ({ op, isBoost, by }) => (isBoost || op === null ? by : posts.get(op)?.author),
    haveBlocked: (one, other) =>
      [...about(`block ${one} ${other}`), ...about(`block ${other} ${one}`)].some(
        ({ operation, value }) => value && operation.outcome !== 'fail',
      ),
  }
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/**
 * Whether somebody's own lists can be expected to show a post of another: not after a block, and not what is for
 * followers only, because a like outlives the follow.
 */
export function isOpenTo(facts: Facts, who: Name, { op, author }: PostFact): boolean {
  const isForAll = op.act.kind === 'post' && op.act.visibility !== 'private'
  return author === who || (isForAll && !facts.haveBlocked(author, who))
}

/** Whether a post is certain to be there: its making was answered, and nobody has asked to delete it. */
export function isKept({ op, deletes }: PostFact): boolean {
  return op.outcome === 'ok' && deletes.length === 0
}

/** The parts of a key of `assertions`: kind, who, and whom or what. */
export function partsOf(key: string): { kind: string; who: Name; target: string } {
  const [kind = '', who = '', target = ''] = key.split(' ')
  return { kind, who: who as Name, target }
}

/** Operations behind what was said of something, for evidence. */
export function operationsOf(assertions: readonly Assertion[]): OperationId[] {
  return assertions.map(({ operation }) => operation.id)
}
