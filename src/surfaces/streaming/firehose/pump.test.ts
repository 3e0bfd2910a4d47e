import { expect, it } from 'vitest'
import type { Feed } from './feed.ts'
import type { News } from './news.ts'
import { type FirehoseOutlet, pump } from './pump.ts'
import { readWish } from './wish.ts'

const { filter } = readWish({})
const at = (n: number) => ({ xid: String(n), id: '1' })
const post = (n: number): News => ({
  position: at(n),
  type: 'post',
  accountId: '1',
  local: true,
  place: undefined,
  json: `${n}`,
})

/** Tells `batches`, then nothing until the reader goes. */
function feedOf(batches: News[][]): Feed {
  const rest = [...batches]
  return {
    begin: async (after) => ({ cursor: after ?? at(0), isGap: false }),
    async next(after, signal) {
      const news = rest.shift()
      if (news) return { news, end: news.at(-1)?.position ?? after }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return { news: [], end: after }
    },
    tell: async () => undefined,
  }
}

function outlet(more: Partial<FirehoseOutlet> = {}) {
  const said: string[] = []
  const out: FirehoseOutlet = {
    write: (cursor, type, json) => void said.push(`${type} ${cursor} ${json}`),
    drained: () => undefined,
    beat: () => void said.push('beat'),
    end: (reason, resume) => void said.push(`${reason}: ${resume}`),
    ...more,
  }
  return { said, out }
}

it('ends a reader that takes nothing, and names the last event that was written to it', async () => {
  const { said, out } = outlet({
    drained: () => (said.length >= 2 ? new Promise(() => undefined) : undefined),
  })
  const { signal } = new AbortController()
  await pump({
    feed: feedOf([[post(1), post(2), post(3)]]),
    outlet: out,
    filter,
    after: at(0),
    signal,
    patienceMs: 1,
  })
  expect(said).toEqual(['post 1-1 1', 'post 2-1 2', 'slow: 2-1'])
})

it('waits for a slow reader that takes what it gets', async () => {
  const stop = new AbortController()
  const { said, out } = outlet({
    drained: () => {
      if (said.length === 3) stop.abort('gone')
      return Promise.resolve()
    },
  })
  const feed = feedOf([[post(1), post(2)], [post(3)]])
  await pump({ feed, outlet: out, filter, after: at(0), signal: stop.signal, patienceMs: 60_000 })
  expect(said).toEqual(['post 1-1 1', 'post 2-1 2', 'post 3-1 3'])
})

it('tells a reader of rare things now and then where it is', async () => {
  const stop = new AbortController()
  const { said, out } = outlet()
  const many = Array.from({ length: 600 }, (_, n) => post(n + 1))
  const feed = feedOf([many])
  const heard = pump({
    feed,
    outlet: { ...out, write: (...told) => (out.write(...told), stop.abort('stopping')) },
    filter: readWish({ account: '7' }).filter,
    after: at(0),
    signal: stop.signal,
    patienceMs: 1,
  })
  await heard
  expect(said).toEqual([expect.stringMatching(/^cursor 600-1 /), 'stopping: 600-1'])
})
