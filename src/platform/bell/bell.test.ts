import { expect, it } from 'vitest'
import { createBell } from './index.ts'

const long = 60_000

it('ends a wait when it rings', async () => {
  const bell = createBell()
  const waiting = bell.wait(long, new AbortController().signal)
  bell.ring()
  await waiting
  expect(bell.rung()).toBe(true)
})

it('keeps a ring that nobody waited for, until it is asked', async () => {
  const bell = createBell()
  bell.ring()
  await bell.wait(long, new AbortController().signal)
  expect([bell.rung(), bell.rung()]).toEqual([true, false])
})

it('ends a wait when the signal aborts, also one that is deaf to rings', async () => {
  const bell = createBell()
  const stop = new AbortController()
  const waiting = bell.wait(long, stop.signal, { deaf: true })
  bell.ring()
  stop.abort()
  await waiting
  expect(bell.rung()).toBe(true)
})

it('listens until it is disposed of', () => {
  const heard = new Set<() => void>()
  const bell = createBell((ring) => {
    heard.add(ring)
    return { [Symbol.dispose]: () => heard.clear() }
  })
  for (const ring of heard) ring()
  expect(bell.rung()).toBe(true)
  bell[Symbol.dispose]()
  expect(heard.size).toBe(0)
})
