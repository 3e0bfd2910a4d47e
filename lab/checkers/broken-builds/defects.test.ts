import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { applyDefect } from './apply-defect.ts'
import { type Defect, defects } from './defects.ts'

const root = new URL('../../../', import.meta.url)

it.each(Object.entries<Defect>(defects))('still fits the code: %s', async (_name, defect) => {
  const text = await readFile(new URL(defect.file, root), 'utf8')
  expect(applyDefect(defect, text)).not.toBe(text)
})

it('refuses a place that is not there, or twice', () => {
  const defect = { file: 'x.ts', find: 'a', replace: 'b' }
  expect(() => applyDefect(defect, 'c')).toThrow(/0 times/)
  expect(() => applyDefect(defect, 'aa')).toThrow(/2 times/)
})
