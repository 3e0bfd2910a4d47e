export type { Admin, DeadLetter, DeadLetters } from './admin.ts'
export { runCli } from './run-cli.ts'
