import { RemediedError, type Remedy } from '../sdk/remedy.ts'

/** Where in the browser each remedy is, in place of the command that the SDK's sentence names. */
const PAGES: Readonly<Record<Remedy, string>> = {
  'certify-newcomer': 'Your agency lists who has enrolled. Until then there is nothing to certify.',
  'hand-in-partner-key': 'For a partner’s key: Your agency, Keys of partners, Hand in the key of a partner.',
  'invite-anew': 'Invite them anew: Your agency, Invite somebody.',
  'judge-disclosure': 'Give it one on the page of the review.',
  'list-reviews': 'Reviews lists those that there are.',
  'renew-mailbox': 'Renew it, or give it new keys: Your agency, Mailboxes and their keys.',
  'report-of-review': 'Download its report on the page of the review.',
  'resume-sample': 'Go on with it in a moment on the page of the review.',
  'show-review': 'Look at the review again.',
  'train-anew': 'Your agency, People, roles and training shows them, and renews their training.',
}

/** The words of an error as a person in the browser can act on them. */
export const wordsInBrowser = (error: unknown, sentence: string): string =>
  error instanceof RemediedError ? `${error.fault} ${PAGES[error.remedy]}` : sentence
