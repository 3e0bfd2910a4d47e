import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { generatedFiles } from '../../scripts/generated-files.ts'

it.each(Object.entries(generatedFiles()))('%s is what `npm run generate` makes', async (path, text) => {
  const committed = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8').catch(() => '')
  expect(committed).toBe(text)
})
