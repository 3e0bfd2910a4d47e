import { loadCode } from './load-code.ts'

const { runAdmin } = await loadCode('run-admin')
process.exitCode = await runAdmin()
