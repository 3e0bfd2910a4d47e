import { createGate } from '#platform/gate/index.ts'
import { idOf, ids, isJson, member } from '../read-json.ts'
import type { Activity, ActivityType } from './parse-activity.ts'

interface Step {
  readonly lane: string
  readonly activity: Activity
  /** Never rejects: what becomes of an activity is nothing to the next one. */
  readonly run: () => Promise<void>
}

/** What is under way of one sender. */
interface Lane {
  /** The last activity that others may not overtake. */
  barrier: Promise<unknown>
  /** New posts since then, side by side. */
  open: Promise<unknown>[]
}

/** How many activities that each take queries of their own may be under way: posts go together, these do not. */
const maxHeavy = 8
/** Likes are written together; whether the post may be seen is looked up for each. */
const maxLikes = 64
const likes: ReadonlySet<ActivityType> = new Set(['Like', 'EmojiReact'])

/**
 * Runs activities as far side by side as nobody can tell. Of one sender, posts that are new do not wait for each other,
 * and everything else is done in the order in which it came. Whatever speaks of a post that an earlier activity brings,
 * whoever sends it, comes after that.
 */
export async function runInOrder(steps: readonly Step[]): Promise<void> {
  const lanes = new Map<string, Lane>()
  const posts = new Map<string, Promise<unknown>>()
  const heavy = createGate({ atOnce: maxHeavy })
  const light = createGate({ atOnce: maxLikes })
  const all = steps.map(({ lane: name, activity, run }) => {
    const lane = lanes.get(name) ?? { barrier: Promise.resolve(), open: [] }
    lanes.set(name, lane)
    const brought = newPostOf(activity)
    const spokenOf = referencesOf(activity).flatMap((uri) => posts.get(uri) ?? [])
    const same = brought === undefined ? undefined : posts.get(brought)
    const before = [lane.barrier, ...spokenOf, ...(same ? [same] : [])]
    if (brought !== undefined) {
      const done = Promise.all(before).then(run)
      posts.set(brought, done)
      lane.open.push(done)
      return done
    }
    const done = Promise.all([...before, ...lane.open]).then(() =>
      (likes.has(activity.type) ? light : heavy).enter(run),
    )
    lane.barrier = done
    lane.open = []
    return done
  })
  await Promise.all(all)
}

/** The id of the post that an activity brings along: a Create that embeds an object of its own. */
function newPostOf({ type, json }: Activity): string | undefined {
  const object = member(json, 'object')
  return type === 'Create' && isJson(object) ? idOf(object) : undefined
}

function referencesOf(activity: Activity): string[] {
  const object = member(activity.json, 'object')
  const named = idOf(object) ?? []
  const answered = isJson(object) ? ids(object, 'inReplyTo', 1) : []
  return [...answered, ...(newPostOf(activity) === undefined ? [named] : [])].flat()
}
