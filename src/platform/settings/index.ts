export { readSettings, type Settings } from './read-settings.ts'
export type { Role } from './setting-parsers.ts'
export { describeSettings, type SettingDescription } from './settings-table.ts'
