import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
const { runAdmin } = await import('#roles/run-admin.ts')
process.exitCode = await runAdmin()
