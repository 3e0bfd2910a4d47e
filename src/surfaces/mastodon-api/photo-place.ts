import type { User } from '#domain/access/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { WholeDraft } from '#domain/drafts/index.ts'
import type { Visibility } from '#domain/posts/index.ts'
import type { DraftParameters } from './draft-parameters.ts'

/** A sign that any keyboard has and any app sends: U+1F4CD, with or without a variation selector. */
const pin = /\u{1f4cd}\ufe0f?/u

/**
 * Makes a check-in of a post whose text has a pin and whose photo proposes a place (`photo_places`), in apps that know
 * nothing of places: these always send a visibility, their user's for posts, so that for check-ins bounds it. Who sends
 * `place_id`, `tip` or `checkin` speaks for themselves.
 */
export async function takePhotoPlace(
  checkins: Pick<Checkins, 'findPhotoPlace' | 'defaultVisibility'>,
  draft: WholeDraft,
  { given, user }: { readonly given: DraftParameters; readonly user: User },
): Promise<WholeDraft> {
  if (given.place_id !== undefined || given.tip || given.checkin || !pin.test(draft.text)) return draft
  const { accountId: authorId, checkinVisibility, checkinPrecision: precision } = user
  const place = await checkins.findPhotoPlace(authorId, draft.mediaIds ?? [])
  if (!place) return draft
  const widest = await checkins.defaultVisibility({ placeId: place.id, authorId, checkinVisibility })
  return {
    ...draft,
    text: withoutPins(draft.text),
    visibility: narrower(draft.visibility, widest),
    checkin: { placeId: place.id, precision },
  }
}

/** With the blanks around them, so that no line begins or ends with one and no two stand together. */
function withoutPins(text: string): string {
  const lines = text.split('\n').map((line) => (pin.test(line) ? joinWords(line) : line))
  return lines.join('\n').trim()
}

function joinWords(line: string): string {
  const parts = line.split(pin).map((part) => part.trim())
  return parts.filter((part) => part !== '').join(' ')
}

const fromWidest: readonly Visibility[] = ['public', 'unlisted', 'followers', 'direct']

function narrower(a: Visibility, b: Visibility): Visibility {
  return fromWidest.indexOf(a) >= fromWidest.indexOf(b) ? a : b
}
