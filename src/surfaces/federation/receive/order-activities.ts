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
  /** New posts, likes, boosts and follows since then, side by side. */
  open: Promise<unknown>[]
  /** The last of these likes, boosts and follows, by whom or what it is upon. */
  upon: Map<string, Promise<unknown>>
}

/** How many activities that each take queries of their own may be under way: posts go together, these do not. */
const maxHeavy = 8
/** Likes, boosts and follows are written together; whether the post may be seen is looked up for each. */
const maxLight = 64
const light: ReadonlySet<ActivityType> = new Set(['Like', 'EmojiReact', 'Announce', 'Follow'])

/**
 * Runs activities as far side by side as nobody can tell. Of one sender, posts that are new do not wait for each other,
 * nor do likes, boosts and follows of different posts and people, and everything else is done in the order in which it
 * came. Whatever speaks of a post that an earlier activity brings, whoever sends it, comes after that.
 */
export async function runInOrder(steps: readonly Step[]): Promise<void> {
  const lanes = new Map<string, Lane>()
  const posts = new Map<string, Promise<unknown>>()
  const heavily = createGate({ atOnce: maxHeavy })
  const lightly = createGate({ atOnce: maxLight })
  const all = steps.map(({ lane: name, activity, run }) => {
    const lane: Lane = lanes.get(name) ?? { barrier: Promise.resolve(), open: [], upon: new Map() }
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
    if (isLight(activity)) {
      const object = idOf(member(activity.json, 'object')) ?? ''
      const done = Promise.all([...before, lane.upon.get(object)]).then(() => lightly.enter(run))
      lane.upon.set(object, done)
      lane.open.push(done)
      return done
    }
    const done = Promise.all([...before, ...lane.open]).then(() => heavily.enter(run))
    lane.barrier = done
    lane.open = []
    lane.upon = new Map()
    return done
  })
  await Promise.all(all)
}

/** What a group passes on of its members' acts is no boost of a post: it stays in its order. */
function isLight({ type, json }: Activity): boolean {
  const object = member(json, 'object')
  return light.has(type) && !(isJson(object) && member(object, 'object') !== undefined)
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
