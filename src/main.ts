import { enableCompileCache } from 'node:module'

enableCompileCache()
const { runServer } = await import('#roles/run-server.ts')
process.exitCode = await runServer()
