import { access, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { projectRoot } from './source-file.ts'

/** Everything else is generated, installed, or the server's own data. */
const folders = ['docs', 'src', 'client/src', 'tests', 'scripts', 'bench', 'lab', 'deploy']

it('every link of the documents leads somewhere', async () => {
  const documents = (await Promise.all(['.', ...folders].map(listDocuments))).flat()
  expect(documents.length).toBeGreaterThan(20)
  const faults = await Promise.all(documents.map(listBrokenLinks))
  expect(faults.flat().join('\n')).toBe('')
})

async function listDocuments(folder: string): Promise<string[]> {
  const names = await readdir(join(projectRoot, folder), { recursive: folder !== '.' }).catch(() => [])
  return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name))
}

async function listBrokenLinks(document: string): Promise<string[]> {
  const text = await readFile(join(projectRoot, document), 'utf8')
  const targets = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '')
  const local = targets.filter((target) => !/^[a-z]+:/i.test(target))
  const faults = await Promise.all(
    local.map(async (target) => {
      const path = join(projectRoot, dirname(document), target)
      return access(path).then(
        () => [],
        () => [`${document}: links to ${target}, which is not there.`],
      )
    }),
  )
  return faults.flat()
}

it('docs/README.md lists every decision record', async () => {
  const records = await readdir(join(projectRoot, 'docs/design/decisions'))
  const index = await readFile(join(projectRoot, 'docs/README.md'), 'utf8')
  expect(records.filter((name) => !index.includes(`(design/decisions/${name})`))).toEqual([])
})
