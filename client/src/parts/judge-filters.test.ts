import { expect, it } from 'vitest'
import type { FilterAction, FilterContext, FilterMatch } from '../api/entities.ts'
import { judgeFilters } from './judge-filters.ts'

const match = (title: string, filter_action: FilterAction, ...context: FilterContext[]): FilterMatch => ({
  filter: { title, filter_action, context },
})

it('takes the strictest of the filters that hold where the post stands', () => {
  const all = [match('a', 'blur', 'home'), match('b', 'warn', 'home', 'public'), match('c', 'hide', 'thread')]
  expect(judgeFilters(all, 'thread')).toEqual({ kind: 'hide' })
  expect(judgeFilters(all, 'home')).toEqual({ kind: 'warn', why: ['b'] })
  expect(judgeFilters(all.slice(0, 1), 'home')).toEqual({ kind: 'blur' })
  expect(judgeFilters(all, 'account')).toEqual({ kind: 'show' })
})

it('filters nothing among what the reader kept, and nothing that no filter met', () => {
  expect(judgeFilters([match('a', 'hide', 'home')])).toEqual({ kind: 'show' })
  expect(judgeFilters(undefined, 'home')).toEqual({ kind: 'show' })
})
