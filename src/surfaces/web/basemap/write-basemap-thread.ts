import { parentPort, workerData } from 'node:worker_threads'
import { packBasemap, writeBasemap } from './write-basemap.ts'

const folder = String(workerData)
await writeBasemap(folder)
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows; this is a thread.
parentPort?.postMessage('written')
await packBasemap(folder)
