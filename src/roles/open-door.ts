import type { App } from './compose.ts'
import type { Door } from './listen.ts'
import { startStreaming } from './start-streaming.ts'
import { startWeb } from './start-web.ts'

/** Listens for whatever the roles serve; undefined when they serve nobody. */
export async function openDoor(app: App): Promise<Door | undefined> {
  const { roles } = app.platform.settings
  if (roles.includes('web')) return startWeb(app)
  return roles.includes('streaming') ? startStreaming(app) : undefined
}
