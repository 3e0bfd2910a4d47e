import { expect, it } from 'vitest'
import { checkJobWiring, defineJob, handleJobs } from './index.ts'

const sweep = defineJob<object>('sweep')
const dust = defineJob<object>('dust')
const handle = (job: typeof sweep) => handleJobs(job, {}, async () => {})

it('finds nothing wrong when every job has one handler', () => {
  expect(checkJobWiring([sweep, dust], [handle(dust), handle(sweep)])).toEqual([])
})

it.each([
  ['a job without a handler', [sweep, dust], [handle(sweep)], 'Job dust has no handler.'],
  ['a handler without a job', [sweep], [handle(sweep), handle(dust)], 'Nothing enqueues job dust.'],
  ['a job with two handlers', [sweep], [handle(sweep), handle(sweep)], 'Job sweep has two handlers.'],
  ['a job that is defined twice', [sweep, sweep], [handle(sweep)], 'Job sweep is defined twice.'],
])('names %s', (_fault, jobs, handlers, sentence) => {
  expect(checkJobWiring(jobs, handlers)).toEqual([sentence])
})
