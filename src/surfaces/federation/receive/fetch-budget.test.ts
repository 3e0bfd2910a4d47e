import { once } from 'node:events'
import { expect, it, vi } from 'vitest'
import { startBudget } from './fetch-budget.ts'

it('keeps no timer for what fetches nothing', () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout')
  const budget = startBudget()
  expect(timeout).not.toHaveBeenCalled()
  expect(budget.signal).toBe(budget.signal)
  expect(timeout).toHaveBeenCalledOnce()
})

it('counts the deadline from when it was started', async () => {
  const budget = startBudget(1, 1)
  await new Promise((resolve) => setTimeout(resolve, 2))
  if (!budget.signal.aborted) await once(budget.signal, 'abort')
  expect(budget.signal.reason).toMatchObject({ name: 'TimeoutError' })
})
