import type { Uploaded } from '../uploading.ts'

/** How far the sending has come. */
export type Stage = 'idle' | 'reading' | 'asking' | 'sealing' | 'sending' | 'done'

/** The same, with how much has gone while it is being sent. */
export type Progress = { stage: Stage; uploaded: Uploaded | null }

const IDLE: Progress = { stage: 'idle', uploaded: null }

let progress = IDLE
let told: ((next: Progress) => void)[] = []

/** The next progress that differs from the one that is known; it waits for it. */
export async function sendingProgress(known: Progress): Promise<Progress> {
  const isKnown = progress.stage === known.stage && progress.uploaded?.gone === known.uploaded?.gone
  return isKnown ? new Promise((resolve) => told.push(resolve)) : progress
}

export const enter = (stage: Stage): void => tell({ stage, uploaded: null })

/** So much of it has gone. What goes while nothing is sent is a draft, or a case. */
export function upload(uploaded: Uploaded): void {
  if (progress.stage === 'sending') tell({ stage: 'sending', uploaded })
}

/** It is over; whoever follows the next one begins before it. */
export function over(): void {
  enter('done')
  progress = IDLE
}

function tell(next: Progress): void {
  progress = next
  const waiting = told
  told = []
  for (const one of waiting) one(next)
}
