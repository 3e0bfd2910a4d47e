import { userSignedUp } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import { companionAsked } from '#domain/checkins/index.ts'
import { accountWarned, reportFiled } from '#domain/moderation/index.ts'
import { placeReported } from '#domain/places/index.ts'
import { pollClosed } from '#domain/polls/index.ts'
import {
  type PostId,
  postDeleted,
  postEdited,
  postHidden,
  postLiked,
  postPublished,
  postUnliked,
} from '#domain/posts/index.ts'
import { quoteAccepted } from '#domain/quotes/index.ts'
import {
  accountBlocked,
  followAccepted,
  followEnded,
  followRejected,
  followRequested,
  followsSevered,
} from '#domain/relationships/index.ts'
import type { Transaction, TransactionSql } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { deleteBetween, deleteNotifications, deleteOfPosts } from './notification-store.ts'
import {
  listAuthors,
  listBoosted,
  listLocalBoosters,
  listLocalQuotes,
  listLocalVoters,
  listMentioned,
  listStaff,
  listWatchers,
} from './receiver-store.ts'
import { type Telling, type TellingNeeds, tellPeople } from './tell-people.ts'

/** What people are told of, and what is taken back when its cause is. */
export const notificationReactions = (needs: TellingNeeds): readonly Reaction[] => {
  const tell = tellPeople(needs)
  const tellStaff = async (tx: Transaction, news: readonly Omit<Telling, 'accountId' | 'postId'>[]) => {
    const staff = await listStaff(tx.sql)
    await tell(
      tx,
      news.flatMap((one) => staff.map((accountId) => ({ ...one, accountId, postId: null }))),
    )
  }
  return [
    on(postPublished, async (events, tx) => {
      const boosts = events.filter((event) => event.data.boostOfId)
      const posts = events.filter((event) => !event.data.boostOfId)
      const mentioned = await listMentioned(
        tx.sql,
        posts.map((event) => event.data.postId),
      )
      const boosted = await listBoosted(
        tx.sql,
        boosts.map((event) => event.data.postId),
      )
      const watchable = posts.filter(({ data }) => data.visibility !== 'direct' && !data.replyToId)
      const watchers = await listWatchers(
        tx.sql,
        watchable.map((event) => event.data.authorId),
      )
      const watched = watchable.flatMap(({ data }) =>
        (watchers.get(data.authorId) ?? []).map(
          (accountId): Telling => ({
            accountId,
            kind: 'post',
            fromAccountId: data.authorId,
            postId: data.postId,
          }),
        ),
      )
      await tell(tx, [
        ...mentioned.map((row) => ({
          accountId: row.accountId,
          kind: 'mention' as const,
          fromAccountId: row.authorId,
          postId: row.postId,
        })),
        ...boosted.map((row) => ({
          accountId: row.authorId,
          kind: 'boost' as const,
          fromAccountId: row.boosterId,
          postId: row.boostedId,
        })),
        ...watched,
      ])
    }),
    on(postEdited, async (events, tx) => {
      for (const { data } of events) {
        if (data.quiet) continue
        const boosters = await listLocalBoosters(tx.sql, data.postId)
        await tell(
          tx,
          boosters.map((accountId) => ({
            accountId,
            kind: 'edit',
            fromAccountId: data.authorId,
            postId: data.postId,
          })),
        )
        const quotes = await listLocalQuotes(tx.sql, data.postId)
        await tell(
          tx,
          quotes.map((quote) => ({ ...quote, kind: 'quoted_edit', fromAccountId: data.authorId })),
        )
      }
    }),
    on(quoteAccepted, async (events, tx) => {
      await tell(
        tx,
        events.map(({ data }) => ({
          accountId: data.quotedAccountId,
          kind: 'quote',
          fromAccountId: data.accountId,
          postId: data.postId,
        })),
      )
    }),
    on(companionAsked, async (events, tx) => {
      const asked = await needs.accounts.findAccounts(events.map(({ data }) => data.companionId))
      // Who is elsewhere is asked there.
      const here = events.filter(({ data }) => asked.get(data.companionId)?.domain === null)
      await tell(
        tx,
        here.map(({ data }) => ({
          accountId: data.companionId,
          kind: 'companion',
          fromAccountId: data.authorId,
          postId: data.postId,
        })),
      )
    }),
    on(postDeleted, async (events, tx) => {
      await deleteOfPosts(
        tx.sql,
        events.map((event) => event.data.postId),
      )
      await takeBackBoosts(tx.sql, events)
    }),
    on(postHidden, async (events, tx) => {
      await deleteOfPosts(
        tx.sql,
        events.map((event) => event.data.postId),
      )
    }),
    on(postLiked, async (events, tx) => {
      await tell(
        tx,
        events.map(({ data }) => ({
          accountId: data.authorId,
          kind: 'like',
          fromAccountId: data.accountId,
          postId: data.postId,
        })),
      )
    }),
    on(postUnliked, async (events, tx) => {
      await deleteNotifications(
        tx.sql,
        events.map(({ data }) => ({
          accountId: data.authorId,
          kind: 'like',
          fromAccountId: data.accountId,
          postId: data.postId,
        })),
      )
    }),
    on(pollClosed, async (events, tx) => {
      for (const { data } of events) {
        const voters = await listLocalVoters(tx.sql, data.postId)
        await tell(
          tx,
          [...voters, data.authorId].map((accountId) => ({
            accountId,
            kind: 'poll',
            fromAccountId: data.authorId,
            postId: data.postId,
          })),
        )
      }
    }),
    on(followRequested, async (events, tx) => {
      await tell(
        tx,
        events.map(({ data }) => ({
          accountId: data.followedId,
          kind: 'follow_request',
          fromAccountId: data.followerId,
          postId: null,
        })),
      )
    }),
    on(followAccepted, async (events, tx) => {
      const pairs = events.map(({ data }) => pairOf(data))
      await deleteNotifications(
        tx.sql,
        pairs.map((pair) => ({ ...pair, kind: 'follow_request' })),
      )
      await tell(
        tx,
        pairs.map((pair) => ({ ...pair, kind: 'follow' })),
      )
    }),
    ...[followEnded, followRejected].map((event) =>
      on(event, async (events, tx) => {
        await deleteNotifications(
          tx.sql,
          events.flatMap(({ data }) => [
            { ...pairOf(data), kind: 'follow_request' as const },
            { ...pairOf(data), kind: 'follow' as const },
          ]),
        )
      }),
    ),
    on(userSignedUp, async (events, tx) => {
      await tellStaff(
        tx,
        events.map(({ data }) => ({ kind: 'sign_up', fromAccountId: data.accountId })),
      )
    }),
    on(reportFiled, async (events, tx) => {
      await tellStaff(
        tx,
        events.map(({ data }) => ({
          kind: 'report',
          fromAccountId: data.reporterId,
          subjectId: data.reportId,
        })),
      )
    }),
    on(placeReported, async (events, tx) => {
      await tellStaff(
        tx,
        events.map(({ data }) => ({
          kind: 'place_report',
          fromAccountId: data.reporterId,
          subjectId: data.reportId,
        })),
      )
    }),
    on(followsSevered, async (events, tx) => {
      await tell(
        tx,
        events.map(({ data }) => ({
          accountId: data.accountId,
          kind: 'severed_follows',
          fromAccountId: data.accountId,
          postId: null,
          subjectId: data.severanceId,
        })),
      )
    }),
    on(accountWarned, async (events, tx) => {
      await tell(
        tx,
        events.map(({ data }) => ({
          accountId: data.accountId,
          kind: 'moderation_warning',
          fromAccountId: data.accountId,
          postId: null,
          subjectId: data.warningId,
        })),
      )
    }),
    on(accountBlocked, async (events, tx) => {
      for (const { data } of events) {
        await deleteBetween(tx.sql, data.blockerId, data.blockedId)
        await deleteBetween(tx.sql, data.blockedId, data.blockerId)
      }
    }),
  ]
}

/** What authors were told of boosts that are gone. */
async function takeBackBoosts(
  sql: TransactionSql,
  events: readonly { data: { authorId: AccountId; boostOfId: PostId | null } }[],
): Promise<void> {
  const gone = events.flatMap(({ data }) =>
    data.boostOfId ? [{ boosterId: data.authorId, boostedId: data.boostOfId }] : [],
  )
  const authors = await listAuthors(
    sql,
    gone.map((one) => one.boostedId),
  )
  await deleteNotifications(
    sql,
    gone.flatMap(({ boosterId, boostedId }) => {
      const accountId = authors.get(boostedId)
      return accountId
        ? [{ accountId, kind: 'boost' as const, fromAccountId: boosterId, postId: boostedId }]
        : []
    }),
  )
}

function pairOf({ followerId, followedId }: { followerId: AccountId; followedId: AccountId }) {
  return { accountId: followedId, fromAccountId: followerId, postId: null }
}
