import { ClientError } from './errors.ts'

/** What helps against a fault that a person can mend by another step of this program; each has its page in the browser (`web/remedies.ts`). */
export type Remedy =
  | 'certify-newcomer'
  | 'hand-in-partner-key'
  | 'invite-anew'
  | 'judge-disclosure'
  | 'list-reviews'
  | 'renew-mailbox'
  | 'report-of-review'
  | 'resume-sample'
  | 'show-review'
  | 'train-anew'

/** A fault with its remedy apart: the sentence names the command, and whoever has none puts other words in its place. */
export class RemediedError extends ClientError {
  /** what is wrong, without what helps: a sentence */
  readonly fault: string
  readonly remedy: Remedy

  /** @param command how the command does it: the end of the message */
  constructor(fault: string, remedy: Remedy, command: string) {
    super(`${fault} ${command}`)
    this.fault = fault
    this.remedy = remedy
  }
}
