import { loadCode } from './load-code.ts'

const { runServer } = await loadCode('run-server')
process.exitCode = await runServer()
