import type { Account } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { escapeHtml } from '#platform/html/index.ts'
import type { Addresses } from './addresses.ts'
import { postContext } from './context.ts'
import type { DescribedActivity } from './describe-activity.ts'

/** Who asks whom about which check-in, all of this server but the companion. */
export interface CompanionAsk {
  readonly postId: PostId
  readonly author: Account
  readonly companion: Account
  readonly askedAt: Date
}

/**
 * Asks somebody elsewhere whether a check-in may name them: a Note for them alone that mentions them, so that every
 * server shows it, with `companionOf` for those that know what it is. A like says yes where nothing else can.
 */
export function describeCompanionAsk(addresses: Addresses, ask: CompanionAsk): DescribedActivity {
  const id = addresses.companionAsk(ask.postId, ask.companion.id)
  const actor = addresses.actor(ask.author)
  const to = addresses.actor(ask.companion)
  const handle = addresses.handle(ask.companion)
  const page = `${addresses.origin}/@${ask.author.username}/${ask.postId}`
  const published = ask.askedAt.toISOString()
  return {
    '@context': postContext,
    id: `${id}/activity`,
    type: 'Create',
    actor,
    published,
    to: [to],
    cc: [],
    object: {
      id,
      type: 'Note',
      attributedTo: actor,
      to: [to],
      cc: [],
      published,
      sensitive: false,
      content: [
        `<p><span class="h-card"><a href="${escapeHtml(to)}" class="u-url mention">${escapeHtml(handle)}</a></span> `,
        `May I say that you were with me? <a href="${escapeHtml(page)}">${escapeHtml(page)}</a></p>`,
        '<p>Like this message to agree. You are not named before, nor when you take the like back.</p>',
      ].join(''),
      tag: [{ type: 'Mention', href: to, name: handle }],
      companionOf: addresses.post({ id: ask.postId, uri: null }),
    },
  }
}

/** The question is taken back, or its check-in is gone. */
export function describeCompanionAskEnd(
  addresses: Addresses,
  { postId, author, companion }: Omit<CompanionAsk, 'askedAt'>,
): DescribedActivity {
  const id = addresses.companionAsk(postId, companion.id)
  return {
    '@context': postContext,
    id: `${id}#delete`,
    type: 'Delete',
    actor: addresses.actor(author),
    to: [addresses.actor(companion)],
    object: { id, type: 'Tombstone' },
  }
}

/** @param answerId makes answers differ: one that is sent again must not pass for a duplicate */
export function describeCompanionAnswer(
  addresses: Addresses,
  { askUri, author, companion }: { askUri: string; author: Account; companion: Account },
  { type, answerId }: { type: 'Accept' | 'Reject'; answerId: string },
): DescribedActivity {
  const actor = addresses.actor(companion)
  return {
    '@context': postContext,
    id: `${actor}#${type === 'Accept' ? 'accepts' : 'rejects'}/companions/${answerId}`,
    type,
    actor,
    to: [addresses.actor(author)],
    object: askUri,
  }
}
