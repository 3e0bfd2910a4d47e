import { expect, it } from 'vitest'
import { createBoundedMap } from './index.ts'

const fill = (map: ReturnType<typeof createBoundedMap<number, string>>, from: number, to: number) => {
  for (let key = from; key < to; key++) map.set(key, `value ${key}`)
}
const held = (map: ReturnType<typeof createBoundedMap<number, string>>, from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => index + from).filter((key) => map.peek(key) !== undefined)

it('holds no more than its bound', () => {
  const map = createBoundedMap<number, string>(10)
  fill(map, 0, 1000)
  expect(held(map, 0, 1000).length).toBeLessThanOrEqual(10)
  expect(map.get(999)).toBe('value 999')
})

it('keeps what is used and lets go of what is not', () => {
  const map = createBoundedMap<number, string>(10)
  fill(map, 0, 5)
  for (let key = 100; key < 200; key++) {
    map.set(key, 'new')
    map.get(3)
  }
  expect(held(map, 0, 5)).toEqual([3])
})

it('gives the value that was set last, whichever generation held the one before', () => {
  const map = createBoundedMap<number, string>(4)
  fill(map, 0, 3)
  map.set(0, 'again')
  expect(map.get(0)).toBe('again')
  map.delete(0)
  expect(map.get(0)).toBeUndefined()
  map.clear()
  expect(held(map, 0, 3)).toEqual([])
})
