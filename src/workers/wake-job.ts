import type { BulkJobOptions } from 'bullmq'
import type { Wake } from './queue.ts'

type WakeJob = { name: string; data: Record<string, never>; opts: BulkJobOptions & { jobId: string } }

/**
 * The jobs that wake these rows. Each has an id of its own making: BullMQ would count them by a sequence, which a
 * login that owns nothing cannot make.
 */
export function wakeJobs(name: string, rows: readonly Wake[]): WakeJob[] {
  return rows.map(({ id, turn }) => ({
    name,
    data: {},
    opts: { jobId: `${id}.${turn}`, removeOnComplete: true, removeOnFail: true },
  }))
}

/** What a job wakes: its id without the turn. The id of a partner, its domain, has full stops of its own. */
export function wokenRow(jobId: string | undefined): string | undefined {
  return jobId?.slice(0, jobId.lastIndexOf('.'))
}
