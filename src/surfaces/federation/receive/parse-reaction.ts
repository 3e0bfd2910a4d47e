import { type Json, text } from '../read-json.ts'

const maxReactionLength = 64

/**
 * The emoji that a Like (Misskey) or an EmojiReact (Pleroma, Akkoma, LitePub) carries: one of Unicode, or a custom one
 * as `:name:`. Which picture that stands for is the sender's server's affair.
 * @returns undefined for a plain like
 */
export function parseReaction(activity: Json): string | undefined {
  const given = (text(activity, 'content', 200) ?? text(activity, '_misskey_reaction', 200) ?? '').trim()
  if (given === '' || given.length > maxReactionLength) return undefined
  const name = /^:?([\w+-]{1,60})(?:@[\w.:-]{1,60})?:?$/u.exec(given)?.[1]
  if (name !== undefined) return `:${name}:`
  return /^\p{RGI_Emoji}$/v.test(given) || /^\p{Extended_Pictographic}\p{M}*$/u.test(given)
    ? given
    : undefined
}
