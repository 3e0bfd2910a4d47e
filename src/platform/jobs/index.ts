export { checkJobWiring } from './check-job-wiring.ts'
export { dropDeadJob, listDeadJobs, replayDeadJob } from './dead-jobs.ts'
export { createJobQueue, type EnqueueOptions, type JobQueue } from './enqueue.ts'
export {
  defineJob,
  handleJobs,
  type Job,
  type JobFailure,
  type JobHandler,
  type JobType,
  type LaneState,
} from './job.ts'
export { countDeadJobs, measureJobs } from './measure-jobs.ts'
export { runJobs } from './run-jobs.ts'
