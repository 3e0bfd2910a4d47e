import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeError } from './index.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-stack-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

it('names in the stack of joined code the source and line where it failed', async () => {
  await writeFile(
    join(folder, 'fails.ts'),
    '// A line before.\n\nexport function fail(): never {\n  throw new Error("No.")\n}\n',
  )
  const outfile = join(folder, 'joined.mjs')
  await build({
    entryPoints: [join(folder, 'fails.ts')],
    outfile,
    format: 'esm',
    sourcemap: 'linked',
    minify: true,
  })
  const { fail } = (await import(pathToFileURL(outfile).href)) as { fail: () => never }
  let caught: unknown
  try {
    fail()
  } catch (error) {
    caught = error
  }
  expect(describeError(caught).stack).toContain('/fails.ts:4:')
})

it('leaves a stack as it is where there is no map', () => {
  const error = new Error('No.')
  error.stack = 'Error: No.\n    at fail (file:///nowhere/at/all.mjs:1:2)'
  expect(describeError(error).stack).toBe(error.stack)
})
