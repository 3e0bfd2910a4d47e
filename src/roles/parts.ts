/** What the server is made of, in one place to load: most of the code of the server stands behind this. */
export { compose } from './compose.ts'
export { openDoor } from './open-door.ts'
export { openPlatform } from './open-platform.ts'
export { openTelemetry } from './open-telemetry.ts'
export { startWork } from './start-work.ts'
