import type { JobHandler } from './job.ts'

/** @returns one sentence for each job without a handler, handler without a job, or double of either. */
export function checkJobWiring(
  jobs: readonly { readonly kind: string }[],
  handlers: readonly JobHandler[],
): string[] {
  const count = (list: readonly { kind: string }[], kind: string) =>
    list.filter((item) => item.kind === kind).length
  const kinds = new Set([...jobs, ...handlers].map((item) => item.kind))
  return [...kinds].flatMap((kind) => {
    const faults: string[] = []
    if (count(jobs, kind) === 0) faults.push(`Nothing enqueues job ${kind}.`)
    if (count(jobs, kind) > 1) faults.push(`Job ${kind} is defined twice.`)
    if (count(handlers, kind) === 0) faults.push(`Job ${kind} has no handler.`)
    if (count(handlers, kind) > 1) faults.push(`Job ${kind} has two handlers.`)
    return faults
  })
}
