import { createLog } from '#platform/log/index.ts'
import { describeSettings, readSettings } from '#platform/settings/index.ts'
import { moveStore } from '#roles/move-store.ts'
import { openAdmin } from '#roles/open-admin.ts'
import { runCli } from '#surfaces/admin-cli/index.ts'

/** Runs an operator's command in this process, with what an operator would see of it. */
export async function runCommand(
  world: { readonly url: string; readonly origin: string },
  words: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const read = readSettings({ DATABASE_URL: world.url, CAIRN_ORIGIN: world.origin })
  if (!read.ok) throw new Error(read.problems.join('\n'))
  let out = ''
  let err = ''
  const code = await runCli(words, {
    openAdmin: () => openAdmin(read.settings, createLog('silent')),
    ...moveStore(() => ({ settings: read.settings, log: createLog('silent') })),
    print: (text) => {
      out += text
    },
    complain: (text) => {
      err += text
    },
    describeEnvironment: describeSettings,
  })
  return { code, out, err }
}
