export { readSettings, type Settings } from './read-settings.ts'
export { describeSettings, type Role, type SettingDescription } from './settings-table.ts'
