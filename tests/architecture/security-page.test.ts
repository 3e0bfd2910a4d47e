import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/operate/security.md', root), 'utf8')
const rows = [...page.matchAll(/^\| (R\d+) +\| [^|]+ \| ([^|]+) \|$/gm)]

it('the page on security has every line of the list, once', () => {
  const lines = rows.map(([, line]) => line)
  expect(lines).toEqual(Array.from({ length: 44 }, (_, at) => `R${at + 1}`))
})

it('every line of the page on security is held by a test that is there', () => {
  for (const [, line = '', tests = ''] of rows) {
    const paths = [...tests.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
    expect([line, paths.length > 0]).toEqual([line, true])
    for (const path of paths)
      expect([line, path, existsSync(new URL(path, root))]).toEqual([line, path, true])
  }
})
