import type { Lab } from '../lab.ts'
import type { CairnProcess } from '../topology/start-cairn.ts'

/** kill -9, a while without it, and a new start, as a supervisor would do it; all of it on the timeline. */
export async function killAndRestart(lab: Lab, one: CairnProcess, downMs: number): Promise<void> {
  lab.mark('fault', `kill -9 ${one.name}`)
  lab.picture.node({ id: one.name, state: 'down' })
  await one.process().kill()
  await new Promise((resolve) => setTimeout(resolve, downMs))
  await one.restart()
  lab.picture.node({ id: one.name, state: 'up' })
  lab.mark('healed', `${one.name} is back`)
}
