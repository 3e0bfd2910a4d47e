import { parseJsonBounded } from '#platform/outbound-http/index.ts'
import { maxJsonDepth } from '../fetch/index.ts'
import { asUri, idOf, isJson, isSameOrigin, type Json, member, typeAmong } from '../read-json.ts'

/** An activity as far as every kind of it is alike. Its actor is a string that the signer will have to equal (R4). */
export interface Activity {
  readonly id: string | undefined
  readonly type: ActivityType
  readonly actor: string
  readonly json: Json
}

const activityTypes = [
  'Create',
  'Update',
  'Delete',
  'Follow',
  'Accept',
  'Reject',
  'Undo',
  'Like',
  'EmojiReact',
  'Announce',
  'Block',
  'Move',
  'Arrive',
  'Flag',
  'Add',
  'Remove',
  'QuoteRequest',
] as const

export type ActivityType = (typeof activityTypes)[number]

export type ParseOutcome =
  | { readonly kind: 'activity'; readonly activity: Activity }
  /** Well formed, but nothing that this server acts on. */
  | { readonly kind: 'other'; readonly actor: string }
  | { readonly kind: 'malformed' }

const known: ReadonlySet<string> = new Set(activityTypes)
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads an activity from a body: bounded in depth, plain JSON, `@context` taken on trust because only the words of
 * ActivityStreams are looked for (R5: `@graph`, `@reverse` and `@included` are no such words). An id must be of the
 * actor's own host: nobody gives ids for others.
 */
export function parseActivity(body: Uint8Array | string): ParseOutcome {
  const text = typeof body === 'string' ? body : decode(body)
  const parsed = text === undefined ? undefined : parseJsonBounded(text, { maxDepth: maxJsonDepth })
  if (!parsed?.ok || !isJson(parsed.value)) return { kind: 'malformed' }
  const json = parsed.value
  // R4: neither a list of actors nor an embedded one, which two readers could understand differently.
  const actor = asUri(member(json, 'actor'))
  const id = idOf(member(json, 'id'))
  if (!actor || actor.includes('#')) return { kind: 'malformed' }
  if (member(json, 'id') != null && (!id || !isSameOrigin(id, actor))) return { kind: 'malformed' }
  const type = typeAmong(json, known) as ActivityType | undefined
  return type ? { kind: 'activity', activity: { id, type, actor, json } } : { kind: 'other', actor }
}

function decode(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body)
  } catch {
    return undefined
  }
}

/** Whether an activity is an actor's farewell: Mastodon tells every server that it has ever met. */
export function isSelfDelete(activity: Activity): boolean {
  return activity.type === 'Delete' && idOf(member(activity.json, 'object')) === activity.actor
}
