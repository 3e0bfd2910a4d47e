export type { Admin, CliNeeds, DeadLetter, DeadLetters, EnvironmentSetting } from './admin.ts'
export { runCli } from './run-cli.ts'
