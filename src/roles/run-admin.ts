import { describeError, type Log } from '#platform/log/index.ts'
import { describeSettings, readSettings } from '#platform/settings/index.ts'
import { runCli } from '#surfaces/admin-cli/index.ts'
import { moveStore } from './move-store.ts'
import { openAdmin } from './open-admin.ts'

/**
 * The life of one of the operator's commands.
 * @returns the exit code
 */
export async function runAdmin(): Promise<number> {
  const settings = () => {
    const read = readSettings()
    if (!read.ok) throw new WrongSettings(read.problems.map((problem) => `  - ${problem}`).join('\n'))
    return read.settings
  }
  try {
    return await runCli(process.argv.slice(2), {
      openAdmin: async () => openAdmin(settings(), complaints),
      ...moveStore(() => ({ settings: settings(), log: complaints })),
      print: (text) => void process.stdout.write(text),
      complain: (text) => void process.stderr.write(text),
      describeEnvironment: describeSettings,
    })
  } catch (error) {
    if (error instanceof WrongSettings) {
      process.stderr.write(`The settings are wrong:\n${error.message}\n`)
      return 2
    }
    const { error: message, causes = [] } = describeError(error)
    process.stderr.write(`${[message, ...causes].join('\n  because: ')}\n`)
    return 1
  }
}

class WrongSettings extends Error {}

/** Standard output belongs to results; of the log only what an operator should know is shown. */
const complaints: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => void process.stderr.write(`${message}\n`),
  error: (message) => void process.stderr.write(`${message}\n`),
}
