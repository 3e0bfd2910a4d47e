import { enableCompileCache } from 'node:module'

enableCompileCache()
const { runAdmin } = await import('#roles/run-admin.ts')
process.exitCode = await runAdmin()
