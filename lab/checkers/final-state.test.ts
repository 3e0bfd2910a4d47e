import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildHistory, entry } from './fixtures/build-history.ts'
import { checkers } from './index.ts'
import { possibleEnds } from './register.ts'

// Small histories by hand: each checker says what is wrong, and with which operations.

const post = { kind: 'post', visibility: 'public' } as const

describe('nothing lost', () => {
  it('misses an answered post, and names it', () => {
    const { add, end, history } = buildHistory()
    add('ada@one', post)
    const lost = add('ada@one', post)
    end({ who: 'ada@one', statuses: [entry(1)] })
    expect(checkers.nothingLost(history)).toMatchObject({ holds: false, faults: [{ operations: [lost] }] })
  })

  it('does not miss what was refused, unanswered or deleted', () => {
    const { add, end, history } = buildHistory()
    add('ada@one', post, { outcome: 'fail' })
    add('ada@one', post, { outcome: 'unknown' })
    add('ada@one', { kind: 'delete', post: add('ada@one', post) }, { outcome: 'unknown' })
    end({ who: 'ada@one' })
    expect(checkers.nothingLost(history)).toMatchObject({ holds: true })
  })

  it('misses the place of a check-in', () => {
    const { add, end, history } = buildHistory()
    add('ada@one', { ...post, place: '7' })
    end({ who: 'ada@one', statuses: [entry(1)] })
    expect(checkers.nothingLost(history).faults[0]?.because).toMatch(/place/)
  })

  it('misses a follow, a like and a boost, but not one that was perhaps taken back', () => {
    const { add, end, history } = buildHistory()
    const liked = add('ada@one', post)
    add('bea@one', { kind: 'follow', whom: 'ada@one' })
    add('bea@one', { kind: 'like', post: liked })
    add('bea@one', { kind: 'boost', post: liked })
    add('bea@one', { kind: 'unboost', post: liked }, { outcome: 'unknown' })
    end({ who: 'bea@one' })
    expect(checkers.nothingLost(history).faults.map(({ operations }) => operations)).toEqual([[2], [3]])
  })
})

describe('nothing invented', () => {
  it('finds a refused post, an unasked one, one of nobody, and one that is there twice', () => {
    const { add, end, history } = buildHistory()
    const refused = add('ada@one', post, { outcome: 'fail' })
    const twice = add('ada@one', post)
    const statuses = [entry(refused), entry(99), entry(twice), entry(twice, { id: '2000' })]
    end({ who: 'ada@one', statuses: [...statuses, { id: '3000', op: null, by: 'ada@one' }] })
    expect(checkers.nothingInvented(history)).toMatchObject({ faultCount: 4 })
  })

  it('finds a like that was taken back', () => {
    const { add, end, history } = buildHistory()
    const liked = add('ada@one', post)
    add('bea@one', { kind: 'like', post: liked })
    add('bea@one', { kind: 'unlike', post: liked })
    end({ who: 'bea@one', likes: [entry(liked)] })
    expect(checkers.nothingInvented(history).faults).toMatchObject([{ operations: [2, 3] }])
  })

  it('finds a post that was read before anybody asked for it', () => {
    const { add, history } = buildHistory()
    add('bea@one', { kind: 'list', list: 'public', limit: 20 }, { result: { entries: [entry(2)] } })
    add('ada@one', post)
    expect(checkers.nothingInvented(history).faults).toMatchObject([{ operations: [1, 2] }])
  })
})

describe('home once', () => {
  const followed = () => {
    const built = buildHistory()
    built.add('bea@one', { kind: 'follow', whom: 'ada@one' })
    return { ...built, post: built.add('ada@one', post) }
  }

  it('misses a post and finds a doubled one', () => {
    const missing = followed()
    missing.end({ who: 'bea@one' })
    expect(checkers.homeOnce(missing.history).faults).toMatchObject([{ operations: [missing.post] }])
    const doubled = followed()
    doubled.end({ who: 'bea@one', home: [entry(doubled.post), entry(doubled.post)] })
    expect(checkers.homeOnce(doubled.history)).toMatchObject({ faultCount: 1 })
  })

  it('expects nothing while a follow is uncertain', () => {
    const { add, end, history } = followed()
    add('bea@one', { kind: 'unfollow', whom: 'ada@one' }, { outcome: 'unknown' })
    end({ who: 'bea@one' })
    expect(checkers.homeOnce(history)).toMatchObject({ holds: true, examined: 0 })
  })

  it('expects an answer only where what it answers is followed, too', () => {
    const { add, end, history } = buildHistory()
    add('bea@one', { kind: 'follow', whom: 'ada@one' })
    const parent = add('cid@one', post)
    add('ada@one', { ...post, replyTo: parent })
    end({ who: 'bea@one' })
    expect(checkers.homeOnce(history)).toMatchObject({ holds: true, examined: 0 })
  })

  it('lets go what is older than the end of a full home', () => {
    const { add, end, history, post: old } = followed()
    const newer = Array.from({ length: 800 }, () => entry(add('ada@one', post)))
    end({ who: 'bea@one', home: newer.toReversed() })
    expect(checkers.homeOnce(history)).toMatchObject({ holds: true, examined: 801 + 800 })
    expect(old).toBe(2)
  })
})

describe('deletes and blocks win', () => {
  it('finds a deleted post in a home', () => {
    const { add, end, history } = buildHistory()
    const gone = add('ada@one', post)
    add('ada@one', { kind: 'delete', post: gone })
    end({ who: 'bea@one', home: [entry(gone)] })
    expect(checkers.deletesAndBlocksWin(history).faults).toMatchObject([{ operations: [1, 2] }])
  })

  it('finds a follow that survives a block', () => {
    const { add, end, history } = buildHistory()
    add('ada@one', { kind: 'block', whom: 'bea@one' })
    end({ who: 'bea@one', following: ['ada@one'] })
    expect(checkers.deletesAndBlocksWin(history).faults).toMatchObject([{ operations: [1] }])
  })
})

it('knows every end that some order of writes has', () => {
  const assertion = fc.record({ value: fc.boolean(), from: fc.nat(20), length: fc.nat(10) })
  fc.assert(
    fc.property(
      fc.array(assertion, { minLength: 1, maxLength: 6 }),
      fc.infiniteStream(fc.nat()),
      (list, dice) => {
        const { add, history } = buildHistory()
        const writes = list.map(({ value, from, length }) => {
          const act = { kind: value ? 'like' : 'unlike', post: 1 } as const
          const id = add('ada@one', act, { invokedAt: from, completedAt: from + length })
          const operation = history.operations.find((one) => one.id === id)
          if (!operation) throw new Error('There is none.')
          return { operation, value }
        })
        // Each write takes effect at some moment between its beginning and its end.
        const effects = writes.map(({ operation: { invokedAt, completedAt }, value }) => ({
          at: invokedAt + ((dice.next().value ?? 0) % (completedAt - invokedAt + 1)),
          value,
        }))
        const end = effects.toSorted((a, b) => a.at - b.at).at(-1)?.value
        expect(possibleEnds(writes).has(end ?? false)).toBe(true)
      },
    ),
  )
})
