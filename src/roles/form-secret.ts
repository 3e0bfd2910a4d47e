import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '#platform/settings/index.ts'

/** The secret of form tokens: from the settings, or made once and kept in the data folder. */
export async function findFormSecret(settings: Settings): Promise<string> {
  if (settings.secret) return settings.secret
  return keepFormSecret(settings, randomBytes(32).toString('base64url'))
}

/** @returns the one of the data folder, which is this one unless another was there */
export async function keepFormSecret({ dataDir }: Settings, secret: string): Promise<string> {
  const file = join(dataDir, 'secret')
  await mkdir(dataDir, { recursive: true })
  try {
    // Of two processes that start together, one makes it and both read it.
    await writeFile(file, secret, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFile(file, 'utf8')
}
