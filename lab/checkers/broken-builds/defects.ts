/** One fault, put into one source file of the server. */
export interface Defect {
  /** From the root of the project. */
  readonly file: string
  /** Stands there exactly once. */
  readonly find: string
  readonly replace: string
}

/**
 * Servers that are wrong in one way each, so that it is proven of each checker that it finds what it is for. They exist
 * while a test runs: `break-build.ts` changes the text of a file as Node loads it, and nothing of this is in the product.
 */
export const defects = {
  'the consumer acknowledges before its effects': {
    file: 'src/platform/events/process-batch.ts',
    find: 'else for (const group of groupNeighbours(events)) await react(consumer, group, tx)',
    replace: `else setTimeout(() => needs.db.transact(async (later) => {
        for (const group of groupNeighbours(events)) await react(consumer, group, later)
      }), 60_000).unref()`,
  },
  'rows of home are there twice': {
    file: 'src/domain/timelines/home-store.ts',
    find: `select post_id
    from home_timeline
`,
    replace: `select post_id
    from (table home_timeline union all table home_timeline) as home_timeline
`,
  },
  'the idempotency key is ignored': {
    file: 'src/surfaces/mastodon-api/v1/statuses.post.ts',
    find: "const key = request.headers['idempotency-key']",
    replace: "const key = request.headers['no-such-header']",
  },
  'a deletion marks nothing': {
    file: 'src/domain/posts/delete-post.ts',
    find: 'await markDeleted(tx.sql, goneIds)',
    replace: 'await markDeleted(tx.sql, boosts.map((gone) => gone.id))',
  },
  'a block lets the follow stand': {
    file: 'src/domain/relationships/block-account.ts',
    find: 'await endFollowIn(needs, tx, { followerId: blockerId, followedId: blockedId })',
    replace: 'void endFollowIn',
  },
  'likes are counted without their row': {
    file: 'src/domain/posts/like-post.ts',
    find: 'const inserted = await insertLikes(tx.sql, likes)',
    replace: 'const inserted = new Set(likes.map(({ id }) => id))',
  },
  'a home is read from a stale cache': {
    file: 'src/domain/timelines/list-hot.ts',
    find: 'else for (const id of accountIds) homes.forget(id)',
    replace: '',
  },
  'every second read comes from a copy that lags': {
    file: 'src/domain/timelines/list-hot.ts',
    find: "return (hot && cutPage(hot, page)) ?? load(page, 'show')",
    replace: `const copies = (globalThis.labCopies ??= { old: new Map(), turn: 0 })
  if (hot && !copies.old.has(key)) copies.old.set(key, hot)
  const shown = copies.turn++ % 2 === 1 ? copies.old.get(key) : hot
  return (shown && cutPage(shown, page)) ?? load(page, 'show')`,
  },
  'answers are fanned out before what they answer': {
    file: 'src/domain/timelines/on-posts-and-follows.ts',
    find: 'on(postPublished, async (events, tx) => {',
    replace: `on(postPublished, async (all, tx) => {
    const held = (globalThis.labHeld ??= [])
    const events = all.filter(({ data }) => data.replyToId !== null)
    const plain = all.filter(({ data }) => data.replyToId === null)
    if (plain.length > 0) events.push(...held.splice(0))
    held.push(...plain)`,
  },
  'some authors are fanned out late': {
    file: 'src/domain/timelines/on-posts-and-follows.ts',
    find: 'on(postPublished, async (events, tx) => {',
    replace: `on(postPublished, async (all, tx) => {
    const slow = (globalThis.labSlow ??= { author: all[0]?.data.authorId })
    const events = all.filter(({ data }) => data.authorId !== slow.author)`,
  },
  'the inbox says 202 before it has stored': {
    file: 'src/surfaces/federation/receive/take-in.ts',
    find: 'return await precedence.during(() => batcher.add(arrived))',
    replace: `setTimeout(() => batcher.add(arrived), 60_000).unref()
      return 'stored'`,
  },
} as const satisfies Readonly<Record<string, Defect>>

export type DefectName = keyof typeof defects
