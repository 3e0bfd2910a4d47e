/**
 * Preloaded by `node --import '…/break-build.ts?defect=<name>' src/main.ts`: the server then runs with that defect.
 * It runs from its sources, because the joined code has no files of its own to change.
 */
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { applyDefect } from './apply-defect.ts'
import { type Defect, type DefectName, defects } from './defects.ts'

const root = new URL('../../../', import.meta.url)
const name = new URL(import.meta.url).searchParams.get('defect') ?? ''
const defect: Defect | undefined = defects[name as DefectName]
if (!defect) throw new Error(`The lab knows no defect "${name}".`)

const fromSources: Defect = {
  file: 'src/load-code.ts',
  find: 'if (!isCurrent(joined, root))',
  replace: 'if (isCurrent)',
}
const changes = new Map([defect, fromSources].map((change) => [new URL(change.file, root).href, change]))
const waiting = new Set(changes.keys())

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const change = changes.get(url)
    if (!change) return loaded
    if (!loaded.source) throw new Error(`${fileURLToPath(url)} comes without its text.`)
    waiting.delete(url)
    const text =
      typeof loaded.source === 'string'
        ? loaded.source
        : Buffer.from(loaded.source as Uint8Array).toString('utf8')
    return { ...loaded, source: applyDefect(change, text) }
  },
})

// A server that never loaded the file would be a true build, and prove nothing.
process.on('exit', () => {
  if (waiting.size > 0) process.stderr.write(`The defect was not applied: ${[...waiting].join(', ')}\n`)
})
