import { resolve } from 'node:path'
import { type SettingDescription, settingsTable } from './settings-table.ts'

type Table = typeof settingsTable
type ValueOf<Description> = Description extends SettingDescription<infer Value> ? Value : never

export type Settings = { readonly [Name in keyof Table]: ValueOf<Table[Name]> }

/**
 * Reads every setting from the environment; this is the only place that does.
 * @returns the settings, or all that is wrong at once.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): { ok: true; settings: Settings } | { ok: false; problems: string[] } {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [key, description] of Object.entries(settingsTable)) {
    const text = environment[description.name]?.trim() || defaultOf(description, environment)
    const parsed = description.parse(text)
    if (parsed.ok) values[key] = parsed.value
    else problems.push(`${description.name} ${parsed.problem} (it is "${redact(description.name, text)}").`)
  }
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, settings: { ...(values as Settings), dataDir: resolve(String(values['dataDir'])) } }
}

/** With only PORT given, the origin of a server on this machine follows it. */
function defaultOf(
  description: SettingDescription,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const port = environment[settingsTable.port.name]?.trim()
  if (description.name === settingsTable.origin.name && port && port !== '0')
    return `http://localhost:${port}`
  return description.default
}

const secrets = new Set(
  [
    settingsTable.secret,
    settingsTable.databaseUrl,
    settingsTable.databaseReplicas,
    settingsTable.smtpServer,
    settingsTable.natsServers,
    settingsTable.s3SecretAccessKey,
  ].map(({ name }) => name),
)

function redact(name: string, text: string): string {
  return secrets.has(name) ? '…' : text
}
