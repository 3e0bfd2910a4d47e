import { beforeEach, expect, it } from 'vitest'
import { createPrecedence, type Precedence } from './precedence.ts'

let now: number
let precedence: Precedence

beforeEach(() => {
  now = 1000
  precedence = createPrecedence(() => now)
})

/** So many are taken in at once, and all of them to the end. */
async function takeIn(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => precedence.during(async () => undefined)))
}

it('holds nothing up while few come', async () => {
  await takeIn(7)
  expect(precedence.pause()).toBe(0)
})

it('lets a crowd be taken in before anything of it is processed', async () => {
  await takeIn(8)
  expect(precedence.pause()).toBeGreaterThan(0)
})

it('processes as soon as the crowd has passed', async () => {
  await takeIn(8)
  now += 100
  expect(precedence.pause()).toBe(0)
})

it('holds up what has come in for no longer than three seconds, though more comes', async () => {
  for (let waited = 0; waited < 3000; waited += 20) {
    await takeIn(8)
    expect(precedence.pause()).toBeGreaterThan(0)
    now += 20
  }
  await takeIn(8)
  expect(precedence.pause()).toBe(0)
})

it('holds nothing up again before it has caught up', async () => {
  await takeIn(8)
  precedence.pause()
  now += 3000
  await takeIn(8)
  expect(precedence.pause()).toBe(0)
  precedence.caughtUp()
  expect(precedence.pause()).toBeGreaterThan(0)
})

it('counts one that fails as taken in', async () => {
  for (let n = 0; n < 8; n++)
    await precedence.during(() => Promise.reject(new Error('The disk is full.'))).catch(() => undefined)
  await takeIn(1)
  expect(precedence.pause()).toBe(0)
})
