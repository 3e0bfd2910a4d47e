import { describe, expect, it } from 'vitest'
import type { Entry } from '../history/index.ts'
import { buildHistory, entry } from './fixtures/build-history.ts'
import { checkers } from './index.ts'

const post = { kind: 'post', visibility: 'public' } as const
const home = { kind: 'list', list: 'home', limit: 3 } as const
const shows = (...entries: Entry[]) => ({ result: { entries } })

describe('read your writes', () => {
  it('misses an own post at home, and not one that is older than the page', () => {
    const { add, history } = buildHistory()
    for (let count = 0; count < 4; count++) add('ada@one', post)
    const read = add('ada@one', home, shows(entry(4), entry(2)))
    expect(checkers.readYourWrites(history).faults).toMatchObject(
      [{ operations: [1, read] }, { operations: [3, read] }].toReversed(),
    )
    const whole = buildHistory()
    for (let count = 0; count < 4; count++) whole.add('ada@one', post)
    whole.add('ada@one', home, shows(entry(4), entry(3), entry(2)))
    expect(checkers.readYourWrites(whole.history)).toMatchObject({ holds: true, examined: 6 })
  })

  it('takes a short page for the end only where the answer names no next one', () => {
    const { add, history } = buildHistory()
    for (let count = 0; count < 2; count++) add('ada@one', post)
    add('ada@one', home, { result: { entries: [entry(2)], hasMore: true } })
    add('ada@one', home, { result: { entries: [], hasMore: true } })
    expect(checkers.readYourWrites(history)).toMatchObject({ holds: true })
  })

  it('asks nothing of a reading that began before the answer, or of another session', () => {
    const { add, history } = buildHistory()
    const written = add('ada@one', post, { completedAt: 1000 })
    add('ada@one', home, shows())
    add('bea@one', { kind: 'look', post: written }, shows())
    expect(checkers.readYourWrites(history)).toMatchObject({ holds: true, examined: 0 })
  })

  it('finds an own deletion undone, an own like unseen, and a follow unseen', () => {
    const { add, history } = buildHistory()
    const gone = add('ada@one', post)
    add('ada@one', { kind: 'delete', post: gone })
    add('ada@one', home, shows(entry(gone)))
    add('bea@one', { kind: 'like', post: gone })
    add('bea@one', { kind: 'look', post: gone }, shows(entry(gone, { own: [false, false] })))
    add('bea@one', { kind: 'follow', whom: 'ada@one' })
    const relation = { following: false, requested: false, blocking: false }
    add('bea@one', { kind: 'relation', whom: 'ada@one' }, { result: { relation } })
    expect(checkers.readYourWrites(history).faults.map(({ operations }) => operations)).toEqual([
      [1, 2, 3],
      [4, 5],
      [6, 7],
    ])
  })
})

describe('monotonic reads', () => {
  it('finds what was seen and then not', () => {
    const { add, history } = buildHistory()
    add('ada@one', post)
    add('bea@one', home, shows(entry(1)))
    add('bea@one', home, shows())
    expect(checkers.monotonicReads(history).faults).toMatchObject([{ operations: [1, 2, 3] }])
  })

  it('lets go what was deleted, perhaps, and finds it when it comes back', () => {
    const { add, history } = buildHistory()
    add('ada@one', post)
    add('bea@one', home, shows(entry(1)))
    add('ada@one', { kind: 'delete', post: 1 }, { outcome: 'unknown' })
    add('bea@one', home, shows())
    expect(checkers.monotonicReads(history)).toMatchObject({ holds: true, examined: 1 })
    add('bea@one', home, shows(entry(1)))
    expect(checkers.monotonicReads({ ...history }).faults).toMatchObject([{ operations: [1, 4, 5] }])
  })

  it('lets go what is for followers, once the reader no longer follows', () => {
    const { add, history } = buildHistory()
    add('ada@one', { kind: 'post', visibility: 'private' })
    const posts = { kind: 'list', list: 'posts of', whom: 'ada@one', limit: 3 } as const
    add('bea@one', posts, shows(entry(1)))
    add('bea@one', posts, shows())
    expect(checkers.monotonicReads(history).holds).toBe(false)
    const parted = buildHistory()
    parted.add('ada@one', { kind: 'post', visibility: 'private' })
    parted.add('bea@one', posts, shows(entry(1)))
    parted.add('bea@one', { kind: 'unfollow', whom: 'ada@one' })
    parted.add('bea@one', posts, shows())
    expect(checkers.monotonicReads(parted.history)).toMatchObject({ holds: true })
  })

  it('compares nothing that overlaps', () => {
    const { add, history } = buildHistory()
    add('ada@one', post)
    add('bea@one', home, { ...shows(entry(1)), completedAt: 1000 })
    add('bea@one', home, shows())
    expect(checkers.monotonicReads(history)).toMatchObject({ holds: true })
  })
})

describe('writes follow reads', () => {
  it('misses at a home what the author of a post had seen', () => {
    const { add, history } = buildHistory()
    add('bea@one', { kind: 'follow', whom: 'ada@one' })
    add('bea@one', { kind: 'follow', whom: 'cid@one' })
    const cause = add('ada@one', post)
    add('cid@one', { kind: 'look', post: cause }, shows(entry(cause)))
    const effect = add('cid@one', post)
    const read = add('bea@one', home, shows(entry(effect)))
    expect(checkers.writesFollowReads(history).faults).toMatchObject([{ operations: [cause, effect, read] }])
  })

  it('lets an own post stand at home before what its author saw elsewhere has arrived there', () => {
    const { add, history } = buildHistory()
    add('bea@one', { kind: 'follow', whom: 'ada@one' })
    const cause = add('ada@one', post)
    add('bea@one', { kind: 'look', post: cause }, shows(entry(cause)))
    const own = add('bea@one', post)
    add('bea@one', home, shows(entry(own)))
    expect(checkers.writesFollowReads(history)).toMatchObject({ holds: true })
  })
})

describe('answers come after', () => {
  const thread = () => {
    const built = buildHistory()
    const parent = built.add('ada@one', post)
    const child = built.add('bea@one', { ...post, replyTo: parent })
    return { ...built, parent, child }
  }

  it('finds an answer above what it answers, in a thread and in a list', () => {
    const { add, history, parent, child } = thread()
    const answer = entry(child, { answers: '1001' })
    add('cid@one', { kind: 'thread', post: 9 }, shows(answer, entry(parent)))
    add('cid@one', { kind: 'list', list: 'public', limit: 20 }, shows(entry(parent), answer))
    add('cid@one', { kind: 'list', list: 'public', limit: 20 }, shows(answer, entry(parent)))
    expect(checkers.answersComeAfter(history)).toMatchObject({ faultCount: 2, examined: 3 })
  })

  it('asks no order of notifications, which tell of old posts, too', () => {
    const { add, history, parent, child } = thread()
    const answer = entry(child, { answers: '1001' })
    add('ada@one', { kind: 'notifications', limit: 20 }, shows(entry(parent), answer))
    expect(checkers.answersComeAfter(history)).toMatchObject({ holds: true })
  })

  it('finds an answer to nothing', () => {
    const { add, history, child } = thread()
    add('cid@one', { kind: 'look', post: child }, shows(entry(child)))
    expect(checkers.answersComeAfter(history)).toMatchObject({ faultCount: 1 })
  })

  it('finds a stream that tells of the answer first', () => {
    const { add, history, parent, child } = thread()
    add('cid@one', { kind: 'hear', stream: 'public' }, shows(entry(child, { answers: '1001' })))
    add('cid@one', { kind: 'hear', stream: 'public' }, shows(entry(parent)))
    expect(checkers.answersComeAfter(history)).toMatchObject({ faultCount: 1 })
  })
})

describe('counters and servers', () => {
  it('finds counters that say more than there is', () => {
    const { add, end, endPost, history } = buildHistory()
    add('ada@one', post)
    add('bea@one', { ...post, replyTo: 1 })
    end({ who: 'ada@one', counts: { statuses: 2, followers: 1, following: 0 }, statuses: [entry(1)] })
    endPost({ op: 1, likes: 1, replies: 0 })
    expect(checkers.countersConverge(history).faults.map(({ because }) => because.slice(0, 16))).toEqual([
      'Likes of post 1:',
      'Likes of post 1,',
      'Answers to post ',
      'Posts of ada@one',
      'Followers of ada',
    ])
  })

  it('takes a like that its owner cannot see any more as it is told', () => {
    const { add, end, endPost, history } = buildHistory()
    add('ada@one', post)
    add('bea@one', { kind: 'like', post: 1 })
    add('bea@one', { kind: 'block', whom: 'ada@one' })
    end({ who: 'ada@one', statuses: [entry(1)], home: [entry(1)] })
    end({ who: 'bea@one', blocking: ['ada@one'] })
    endPost({ op: 1, likedBy: ['bea@one'] })
    const verdicts = Object.values(checkers).map((check) => check(history))
    expect(verdicts.flatMap(({ faults }) => faults)).toEqual([])
  })

  it('finds a follow, a like and a post that one side alone knows', () => {
    const { add, end, endPost, history } = buildHistory()
    add('ada@one', post)
    const unknown = add('ada@one', post, { outcome: 'unknown' })
    end({ who: 'ada@one', statuses: [entry(1)] })
    end({ who: 'bob@two', following: ['ada@one'], likes: [entry(1)], home: [entry(unknown)] })
    endPost({ op: 1 })
    expect(checkers.serversAgree(history).faultCount).toBe(3)
  })
})
